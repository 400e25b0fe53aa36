"""Folders of small CSV files, as an office would send them."""

from collections.abc import Callable
from pathlib import Path

FILES = {
    "activity.csv": (
        "activity_id,date,tambon_code,officer_id,mission,work_level,activity_type,"
        "participants_male,participants_female\n"
        "A1,2026-05-12,940101,O1,labour,2,mobile_service,10,12\n"
        "A2,2026-05-13,950102,,information,1,situation_data,3,4\n"
    ),
    "officer.csv": "officer_id,tambon_code,start_date\nO1,940101,2025-10-01\n",
    "service.csv": (
        "service_id,activity_id,date,tambon_code,person_key,sex,age_group,service_type\n"
        "S1,A1,2026-05-12,940101,1-1017-00230-70-8,female,60+,job_placement\n"
        "S2,A1,2026-05-12,940101,๑๑๐๑๗๐๐๒๓๐๗๐๘,female,60+,job_placement\n"
        "S3,,2026-05-14,940101,B-17,male,15-24,job_placement\n"
    ),
}
Deliver = Callable[..., Path]
