"""Every indicator once more as one statement, written by hand as an analyst would write it.

The question is that of the benches: fiscal year 2569 as of 30 June 2026, by tambon, or by the
lowest level at which the indicator is known. ``VALUES`` give the area and the value; ``CURVES``,
where no single statement gives the value, the rows that the estimate is read off: area, days
watched and what happened then (1 what is asked for). Nothing is shared with lib.indicators but
the names of the indicators and of the tables.
"""

from collections.abc import Mapping
from math import inf

OUTCOMES = (
    "in_work", "self_employed", "joined_group", "income_up", "no_change", "moved_away",
    "not_reached",
)  # fmt: skip
LABOUR = (
    "out_of_work", "seasonal", "informal", "working_abroad", "wanting_training", "wanting_work",
)  # fmt: skip
FIRST, TODAY = "DATE '2025-10-01'", "DATE '2026-06-30'"
THIS_YEAR = f"BETWEEN {FIRST} AND {TODAY}"
OCCUPATION = "61"  # the quotient is that of one occupation: of all together it is 1 everywhere

PEOPLE_OF_2568 = """
    SELECT tambon_code, total FROM population
    WHERE year = (SELECT max(year) FROM population WHERE year <= 2025)
"""
GROUPS = f"""
    SELECT tambon_code, occupation, legal_form, status, members_female,
        members_male + members_female AS members, monthly_income
    FROM occupational_group JOIN (
        FROM group_state WHERE observed_on <= {TODAY}
        QUALIFY row_number() OVER (PARTITION BY group_id ORDER BY observed_on DESC) = 1
    ) USING (group_id)
"""
NEWEST_ROUNDS = f"""
    FROM follow_up WHERE done_on {THIS_YEAR}
    QUALIFY row_number() OVER (
        PARTITION BY subject, subject_id ORDER BY done_on DESC, due_on DESC, follow_up_id DESC
    ) = 1
"""
NOT_DONE = f"(done_on IS NULL OR done_on > {TODAY})"
NOT_ANSWERED = f"(answered_on IS NULL OR answered_on > {TODAY}) AND status <> 'closed'"


def _count(table: str, where: str, what: str = "count(*)") -> str:
    return f"SELECT tambon_code, {what} FROM {table} WHERE {where} GROUP BY tambon_code"


def _groups(what: str, where: str = "status = 'active'") -> str:
    return _count(f"({GROUPS})", where, what)


def _rounds(what: str) -> str:
    return _count(f"({NEWEST_ROUNDS})", "true", what)


def _missing_reports(first: str, last: str) -> str:
    """Months whose report has not come in, of every tambon."""
    return f"""
        SELECT code, count(*) FROM area CROSS JOIN (
            SELECT CAST(unnest(range(DATE '{first}', DATE '{last}', INTERVAL 1 MONTH)) AS DATE)
                AS month
        ) AS months
        WHERE level = 'tambon' AND NOT EXISTS (
            FROM report
            WHERE tambon_code = code AND report.month = months.month AND submitted_on <= {TODAY}
        )
        GROUP BY code
    """


def _reports(what: str, where: str) -> str:
    return _count("report", f"{where} AND submitted_on <= {TODAY}", what)


def _of_province(what: str) -> str:
    return f"""
        SELECT province_code, {what} FROM labour_force
        WHERE ends_on = (SELECT max(ends_on) FROM labour_force WHERE ends_on <= {TODAY})
    """


COVERAGE = {
    "tambon_reached": f"SELECT DISTINCT tambon_code, 100 FROM activity WHERE date {THIS_YEAR}",
    "villages_reached": f"""
        SELECT tambon_code, 100 * count(DISTINCT village_no) / any_value(villages)
        FROM activity JOIN area ON code = tambon_code
        WHERE date {THIS_YEAR} AND village_no <= villages GROUP BY tambon_code
    """,
    "contacts": _count(
        "activity", f"date {THIS_YEAR}", "sum(participants_male + participants_female)"
    ),
    "people_served": _count("service", f"date {THIS_YEAR}", "count(DISTINCT person_key)"),
    "people_served_per_1000": f"""
        SELECT tambon_code, 1000 * people / total FROM ({PEOPLE_OF_2568}) JOIN (
            SELECT tambon_code, count(DISTINCT person_key) AS people FROM service
            WHERE date {THIS_YEAR} GROUP BY tambon_code
        ) USING (tambon_code)
    """,
    "activities": _count("activity", f"date {THIS_YEAR}"),
    "partner_share": _count(
        "activity", f"date {THIS_YEAR}", "100 * count(partner_agency) / count(*)"
    ),
    "referrals": _count("service", f"date {THIS_YEAR}", "count(referred_to)"),
    "days_since_last_activity": _count(
        "activity", f"date <= {TODAY}", f"date_diff('day', max(date), {TODAY})"
    ),
    "breadth": _count(
        "activity",
        f"date BETWEEN DATE '2025-07-01' AND {TODAY}",
        "count(DISTINCT activity_type)",
    ),
    "plan_progress": f"""
        SELECT code, 100 * held / target FROM (
            SELECT area_code AS code, sum(target_activities) AS target FROM plan
            WHERE fiscal_year = 2569 AND quarter <= 3 AND length(area_code) = 6 GROUP BY area_code
        ) JOIN (
            SELECT tambon_code AS code, count(*) AS held FROM activity
            WHERE date {THIS_YEAR} GROUP BY tambon_code
        ) USING (code)
        WHERE target > 0
    """,
    "reports_with_activity": _reports(
        "count(*)", f"month >= {FIRST} AND coalesce(activities, 1) > 0"
    ),
    "reports_zero": _reports("count(*)", f"month >= {FIRST} AND activities = 0"),
    "reports_overdue": _missing_reports("2025-10-01", "2026-06-01"),
    "reports_not_due": _missing_reports("2026-06-01", "2026-10-01"),
    "report_completeness": _reports(
        "100 * count(*) / 8", f"month BETWEEN {FIRST} AND DATE '2026-05-01'"
    ),
    "report_timeliness": _reports(
        "100 * count_if(submitted_on <= month + INTERVAL 1 MONTH + INTERVAL 4 DAY) / 8",
        f"month BETWEEN {FIRST} AND DATE '2026-05-01'",
    ),
    "officers_in_post": _count(
        "officer",
        f"start_date <= {TODAY} AND (end_date IS NULL OR end_date >= {TODAY})",
        "count(DISTINCT officer_id)",
    ),
    "population_per_officer": f"""
        SELECT tambon_code, total / officers FROM ({PEOPLE_OF_2568}) JOIN (
            SELECT tambon_code, count(DISTINCT officer_id) AS officers FROM officer
            WHERE start_date <= {TODAY} AND (end_date IS NULL OR end_date >= {TODAY})
            GROUP BY tambon_code
        ) USING (tambon_code)
    """,
    "tambon_without_officer": f"""
        SELECT code, 1 FROM area WHERE level = 'tambon' AND code NOT IN (
            SELECT tambon_code FROM officer
            WHERE start_date <= {TODAY} AND (end_date IS NULL OR end_date >= {TODAY})
        )
    """,
    "centre_distance": "SELECT code, centre_km FROM area WHERE level = 'tambon'",
}
OF_GROUPS = {
    "groups_active": _groups("count(*)"),
    "groups_dormant": _groups("count(*)", "status = 'dormant'"),
    "groups_closed": _groups("count(*)", "status = 'closed'"),
    "group_members": _groups("sum(members)"),
    "women_share": _groups("100 * sum(members_female) / nullif(sum(members), 0)"),
    "members_per_1000": f"""
        SELECT tambon_code, 1000 * members / total FROM ({PEOPLE_OF_2568})
        JOIN ({_groups("sum(members) AS members")}) USING (tambon_code)
    """,
    "enterprise_share": _groups("100 * count_if(legal_form = 'community_enterprise') / count(*)"),
    "occupation_quotient": f"""
        WITH active AS (SELECT * FROM ({GROUPS}) WHERE status = 'active')
        SELECT tambon_code, avg(CAST(occupation = '{OCCUPATION}' AS INTEGER))
            / (SELECT avg(CAST(occupation = '{OCCUPATION}' AS INTEGER)) FROM active)
        FROM active GROUP BY tambon_code
    """,
    "income_per_member": _groups(
        "median(monthly_income / members)", "status = 'active' AND members > 0"
    ),
}
OF_FOLLOW_UPS = {
    "follow_up_rate": _count(
        "follow_up", f"due_on {THIS_YEAR}", f"100 * count_if(done_on <= {TODAY}) / count(*)"
    ),
    "follow_ups_due": _count("follow_up", f"due_on {THIS_YEAR}"),
    "follow_ups_on_time": _count(
        "follow_up", f"due_on {THIS_YEAR} AND done_on <= {TODAY} AND done_on <= due_on"
    ),
    "follow_ups_late": _count(
        "follow_up", f"due_on {THIS_YEAR} AND done_on <= {TODAY} AND done_on > due_on"
    ),
    "follow_ups_overdue": _count("follow_up", f"due_on < {TODAY} AND {NOT_DONE}"),
    "overdue_1_30": _count(
        "follow_up", f"due_on BETWEEN DATE '2026-05-31' AND DATE '2026-06-29' AND {NOT_DONE}"
    ),
    "overdue_31_90": _count(
        "follow_up", f"due_on BETWEEN DATE '2026-04-01' AND DATE '2026-05-30' AND {NOT_DONE}"
    ),
    "overdue_over_90": _count("follow_up", f"due_on < DATE '2026-04-01' AND {NOT_DONE}"),
    "follow_ups_coming": _count(
        "follow_up", f"due_on BETWEEN {TODAY} AND DATE '2026-07-30' AND {NOT_DONE}"
    ),
    **{
        f"outcome_{outcome}": _rounds(f"100 * count_if(outcome = '{outcome}') / count(outcome)")
        for outcome in OUTCOMES
    },
    "income_rose": _rounds(
        "100 * count_if(income_after > income_before)"
        " / nullif(count(income_after - income_before), 0)"
    ),
    "income_change": _rounds("median(income_after - income_before)"),
}
OF_NEEDS = {
    "needs_raised": _count("need", f"raised_on {THIS_YEAR}"),
    "needs_answered": _count("need", f"raised_on {THIS_YEAR} AND answered_on <= {TODAY}"),
    "needs_answered_share": _count(
        "need", f"raised_on {THIS_YEAR}", f"100 * count_if(answered_on <= {TODAY}) / count(*)"
    ),
    "needs_open": _count("need", f"raised_on <= {TODAY} AND {NOT_ANSWERED}"),
    "needs_open_over_30": _count("need", f"raised_on < DATE '2026-05-31' AND {NOT_ANSWERED}"),
    "situations": _count("situation", f"occurred_on {THIS_YEAR} AND reported_on <= {TODAY}"),
    "situation_people": _count(
        "situation", f"occurred_on {THIS_YEAR} AND reported_on <= {TODAY}", "sum(people)"
    ),
    "days_to_report": _count(
        "situation",
        f"occurred_on {THIS_YEAR} AND reported_on <= {TODAY}",
        "median(date_diff('day', occurred_on, reported_on))",
    ),
}
IN_CONTEXT = {
    **{
        f"labour_{category}": f"""
            SELECT tambon_code, arg_max(people, observed_on) FROM labour_situation
            WHERE category = '{category}' AND observed_on <= {TODAY} GROUP BY tambon_code
        """
        for category in LABOUR
    },
    "registered_population": PEOPLE_OF_2568,
    "labour_force": _of_province("labour_force"),
    "unemployment_rate": _of_province("100 * unemployed / labour_force"),
}
VALUES: Mapping[str, str] = {**COVERAGE, **OF_GROUPS, **OF_FOLLOW_UPS, **OF_NEEDS, **IN_CONTEXT}

GROUP_LIVES = f"""
    SELECT amphoe_code, date_diff('day', founded_on, coalesce(closed_on, last_on)) AS days,
        closed_on IS NOT NULL AS closed,
        greatest(date_diff('day', founded_on, first_on), 0) AS first_day
    FROM occupational_group JOIN (
        SELECT group_id, min(observed_on) AS first_on, max(observed_on) AS last_on,
            min(observed_on) FILTER (status = 'closed') AS closed_on
        FROM group_state WHERE observed_on <= {TODAY} GROUP BY group_id
    ) USING (group_id)
    WHERE days >= 0 AND (first_day < days OR first_day = 0)
"""
WORK_FOUND = f"""
    SELECT amphoe_code, date_diff('day', date, least(worked_on, moved_on, last_on)) AS days,
        CASE WHEN worked_on <= coalesce(moved_on, worked_on) THEN 1
            WHEN moved_on IS NOT NULL THEN 2 ELSE 0 END AS found
    FROM service JOIN (
        SELECT subject_id AS service_id, max(done_on) AS last_on,
            min(done_on) FILTER (outcome IN ('in_work', 'self_employed')) AS worked_on,
            min(done_on) FILTER (outcome = 'moved_away') AS moved_on
        FROM follow_up
        WHERE subject = 'service' AND done_on <= {TODAY} AND outcome <> 'not_reached'
        GROUP BY subject_id
    ) USING (service_id)
    WHERE employment_before IN ('seasonal', 'unemployed', 'student', 'outside')
        AND date BETWEEN DATE '2024-07-01' AND {TODAY} AND days >= 0
"""
CURVES: Mapping[str, str] = {
    "group_survival_1": GROUP_LIVES,
    "group_survival_2": GROUP_LIVES,
    "work_within_6_months": WORK_FOUND,
    "work_within_12_months": WORK_FOUND,
    "days_to_answer": f"""
        SELECT tambon_code, date_diff('day', raised_on, least(answered_on, {TODAY})) AS days,
            coalesce(answered_on <= {TODAY}, false) AS answered
        FROM need
        WHERE raised_on {THIS_YEAR} AND (answered_on IS NOT NULL OR status <> 'closed')
    """,
    "days_to_resolution": f"""
        SELECT tambon_code, date_diff('day', occurred_on, least(resolved_on, {TODAY})) AS days,
            coalesce(resolved_on <= {TODAY}, false) AS resolved
        FROM situation WHERE occurred_on {THIS_YEAR} AND reported_on <= {TODAY}
    """,
}
STATEMENTS: Mapping[str, str] = {**VALUES, **CURVES}
# The days after which each curve is read off; a median looks at the whole of it.
READ_AT: Mapping[str, float] = {
    "group_survival_1": 365.0,
    "group_survival_2": 730.0,
    "work_within_6_months": 183.0,
    "work_within_12_months": 365.0,
    "days_to_answer": inf,
    "days_to_resolution": inf,
}
