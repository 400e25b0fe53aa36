"""The numbers that shape the sample: dates, volumes, shares. Volumes are per registered person.

They were chosen so that the study area of 2.42 million registered people gets about 380 officers,
60,000 activities, 300,000 services, 2,000 groups and 350,000 follow-ups.
"""

from dataclasses import dataclass
from datetime import date

FIRST_DAY = date(2023, 10, 1)
DATA_DATE = date(2026, 6, 30)
LAST_PLANNED_DAY = date(2026, 9, 30)
FISCAL_YEARS = (2567, 2568, 2569)

STUDY_POPULATION = 2_418_493  # registered on 31 December 2021; what the volumes were set for


@dataclass(frozen=True)
class Profile:
    """Volumes in the study area over the three years, and the size of the interesting cases."""

    officers: int = 380
    activities: int = 60_000
    services: int = 300_000
    groups: int = 2_000
    service_follow_ups: int = 343_000
    needs: int = 9_000
    situations: int = 330

    growth: tuple[float, float, float] = (1.0, 1.06, 1.12)  # of plans, fiscal year by year
    walk_in_share: float = 0.15  # services at a centre, without an activity
    persons_per_service: float = 0.745  # pool of persons a service draws from; people come back
    located_activities: float = 0.70
    located_groups: float = 0.90

    # Tambon of the study area that the work hardly reaches, and (tambon, month) pairs without work.
    never_reached: int = 2  # no activity in the last fiscal year
    silent: int = 4  # none in more than 90 days
    quiet: int = 7  # none in 31-90 days
    empty_months: int = 60
    vacant_tambon: int = 5  # no officer
    ended_posts: int = 5  # left, not replaced
    moved_officers: int = 20  # changed tambon within the amphoe


STUDY = Profile()
