"""What the types of activity are like: how often, for whom, under which mission, with whom."""

from collections.abc import Mapping
from dataclasses import dataclass

Weights = Mapping[str, float]


@dataclass(frozen=True)
class Kind:
    """One type of activity.

    `share` of all activities; people from `low` to `high`, `women` of
    them; `services` given on average; `partner`: share held with another agency.
    """

    code: str
    share: float
    mission: str
    work_level: str
    low: int
    high: int
    women: float
    services: float
    partner: float

    @property
    def channels(self) -> Weights:
        """How it reaches people."""
        return _CHANNELS.get(self.code, _FIELD)

    @property
    def partners(self) -> Weights:
        """Which agency it is held with, when with one."""
        return _PARTNERS[self.code]

    @property
    def located(self) -> float:
        """Chance of a point, against the usual one; what is done at a desk has none."""
        return _LOCATED.get(self.code, 1.0)

    @property
    def week(self) -> str:
        """Which days of the week it is held on."""
        return "mobile" if self.code == "mobile_service" else "field"


# fmt: off
ACTIVITY_TYPES = (
    #    code                      share  mission      level, people women services partner
    Kind("situation_data",          0.140, "information",    "1", 1, 12,   0.50, 0.0,  0.08),
    Kind("community_forum",         0.100, "information",    "3", 20, 60,  0.56, 4.6,  0.45),
    Kind("group_support",           0.090, "labour",         "2", 8, 35,   0.70, 5.5,  0.38),
    Kind("career_guidance",         0.130, "labour",         "2", 10, 60,  0.54, 7.2,  0.30),
    Kind("benefits_advice",         0.120, "labour",         "2", 5, 45,   0.58, 7.0,  0.25),
    Kind("work_abroad_advice",      0.020, "labour",         "2", 5, 40,   0.38, 6.0,  0.40),
    Kind("mobile_service",          0.055, "labour",         "2", 60, 200, 0.60, 21.0, 0.85),
    Kind("informal_worker_support", 0.100, "labour",         "2", 8, 40,   0.62, 6.4,  0.34),
    Kind("job_matching",            0.035, "labour",         "2", 2, 25,   0.48, 5.0,  0.42),
    Kind("skill_development",       0.025, "labour",         "2", 15, 30,  0.55, 15.0, 0.80),
    Kind("group_training",          0.020, "labour",         "3", 12, 40,  0.66, 12.0, 0.60),
    Kind("understanding_visit",     0.120, "security",       "4", 1, 15,   0.42, 0.7,  0.22),
    Kind("development_plan",        0.008, "security",       "4", 10, 50,  0.45, 0.5,  0.75),
    Kind("follow_up_visit",         0.032, "sustainability", "4", 1, 15,   0.57, 1.0,  0.06),
    Kind("situation_report",        0.005, "information",    "4", 0, 6,    0.40, 0.0,  0.15),
)
# fmt: on

_FIELD: Weights = {"field": 0.9, "centre": 0.1}
_ADVICE: Weights = {"field": 0.62, "centre": 0.2, "forum": 0.08, "phone": 0.06, "online": 0.04}
_CHANNELS: Mapping[str, Weights] = {
    "community_forum": {"forum": 1.0},
    "career_guidance": _ADVICE,
    "benefits_advice": _ADVICE,
    "work_abroad_advice": _ADVICE,
    "mobile_service": {"mobile": 1.0},
    "job_matching": {"field": 0.35, "centre": 0.35, "phone": 0.2, "online": 0.1},
    "skill_development": {"field": 0.7, "centre": 0.3},
    "understanding_visit": {"field": 1.0},
    "development_plan": {"field": 0.4, "centre": 0.6},
    "follow_up_visit": {"field": 0.8, "phone": 0.2},
    "situation_report": {"field": 0.4, "centre": 0.4, "online": 0.2},
}
_LOCATED: Weights = {"job_matching": 0.5, "development_plan": 0.6, "situation_report": 0.4}

_MINISTRY: Weights = {"doe": 3, "dsd": 2, "dlpw": 1.5, "sso": 2.5, "provincial_labour": 1}
_VILLAGE: Weights = {
    "local_government": 4, "amphoe": 3, "community_development": 2, "health": 1, "agriculture": 1,
}  # fmt: skip
_TRADE: Weights = {
    "dsd": 3, "community_development": 3, "agriculture": 3, "education": 1, "private": 0.7,
    "sbpac": 0.8,
}  # fmt: skip
_STATE: Weights = {
    "amphoe": 3, "sbpac": 3, "local_government": 2, "provincial_labour": 1, "education": 0.7,
    "other": 0.5,
}  # fmt: skip
_PARTNERS: Mapping[str, Weights] = {
    "situation_data": _VILLAGE,
    "community_forum": _VILLAGE,
    "group_support": _TRADE,
    "career_guidance": {**_MINISTRY, "education": 6, "local_government": 2},
    "benefits_advice": {**_MINISTRY, "local_government": 2},
    "work_abroad_advice": {"doe": 6, "provincial_labour": 1, "amphoe": 1},
    "mobile_service": {**_MINISTRY, "amphoe": 7, "health": 2, "local_government": 2},
    "informal_worker_support": {"sso": 4, "dlpw": 4, "local_government": 2, "health": 1},
    "job_matching": {"doe": 6, "private": 4},
    "skill_development": {"dsd": 8, "education": 2, "private": 0.6},
    "group_training": _TRADE,
    "understanding_visit": _STATE,
    "development_plan": _STATE,
    "follow_up_visit": _VILLAGE,
    "situation_report": _STATE,
}
