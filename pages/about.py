"""About: what is simulated, the dictionary of indicators, sources and licences, versions."""

from lib.views import about, address


def show() -> None:
    """The screen."""
    language = address.current().language
    about.introduction(language)
    about.dictionary(language)
    about.sources(language)
    about.versions(language)


if __name__ == "__main__":  # Streamlit started a fresh server with this file
    from app import dashboard

    dashboard()
