"""What is taken away: slides, papers, workbooks, layers and pictures of what the screens show."""
