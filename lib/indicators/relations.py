"""Relations that measures count from, where a plain table of the store is not enough.

Each is a SELECT in DuckDB's dialect over the tables of the store and tables that
``lib.indicators.statement`` puts in front of every question:

``asked``    one row a period: period_id, at_level, start_on, end_on, as_of, until (the earlier
             of end_on and as_of), known_on (the day up to which reports count), reports_until
             (the newest month whose report is needed to tell nothing from not known) and
             population_year (of the newest 31 December by end_on);
``month_asked``  one row a period and month that it touches: period_id, month (its first day) and
             due_on (when its report is due);
``phasing``  one row a period and fiscal quarter: period_id, fiscal_year, quarter and share, the
             part of the quarter's days that lies within start_on to until.

Filters cut every table of the store in here but those that are named ``whole_...``.

A relation gives period_id, the codes of its area and its own columns.
"""

NEVER_DAYS = 1_000_000_000  # stands for "never" in a median, where it is longer than any wait

REFERENCES = ("area", "population", "labour_force")  # tables that no office delivers
_GROUP_NOW = """
    SELECT period_id, tambon_code, amphoe_code, province_code, legal_form, status, women,
        members, income
    FROM (
        SELECT period_id, group_id, status, members_female AS women,
            members_male + members_female AS members, monthly_income AS income,
            row_number() OVER (
                PARTITION BY period_id, group_id ORDER BY observed_on DESC
            ) AS place
        FROM asked JOIN group_state ON observed_on <= as_of
    ) AS state
    JOIN {name} ON {key}.group_id = state.group_id
    WHERE place = 1
"""
RELATIONS = {
    "tambon": """
        SELECT period_id, code AS tambon_code, amphoe_code, province_code, villages, centre_km
        FROM asked CROSS JOIN area WHERE level = 'tambon'
    """,
    # A tambon without a figure for the year is there with none: lib.indicators.measures.POPULATION.
    "registered_population": """
        SELECT tambon.period_id, tambon.tambon_code, tambon.amphoe_code, tambon.province_code,
            total
        FROM tambon
        LEFT JOIN (
            SELECT period_id, max(year) AS year FROM asked
            JOIN population ON year <= population_year GROUP BY period_id
        ) AS newest ON newest.period_id = tambon.period_id
        LEFT JOIN population
            ON population.year = newest.year AND population.tambon_code = tambon.tambon_code
    """,
    "last_activity": f"""
        SELECT tambon.period_id, tambon.tambon_code, amphoe_code, province_code,
            coalesce(date_diff('day', newest.date, as_of), {NEVER_DAYS}) AS days
        FROM tambon
        LEFT JOIN (
            SELECT period_id, tambon_code, max(date) AS date, max(as_of) AS as_of
            FROM asked JOIN activity ON date <= as_of GROUP BY period_id, tambon_code
        ) AS newest
        ON newest.period_id = tambon.period_id AND newest.tambon_code = tambon.tambon_code
    """,
    "village_reached": """
        SELECT DISTINCT period_id, tambon_code, activity.amphoe_code, activity.province_code,
            village_no
        FROM asked
        JOIN activity ON date BETWEEN start_on AND until
        JOIN area ON area.code = tambon_code AND village_no <= villages
    """,
    "activity_types": """
        SELECT tambon.period_id, tambon.tambon_code, amphoe_code, province_code,
            coalesce(types, 0) AS types
        FROM tambon
        LEFT JOIN (
            SELECT period_id, tambon_code, count(DISTINCT activity_type) AS types
            FROM asked JOIN activity ON date <= as_of AND date > as_of - INTERVAL '12' MONTH
            GROUP BY period_id, tambon_code
        ) AS held
        ON held.period_id = tambon.period_id AND held.tambon_code = tambon.tambon_code
    """,
    # One row a tambon and month of the period: what is known of its report.
    "report_state": """
        SELECT period_id, tambon_code, amphoe_code, province_code, received, on_time, due,
            CASE WHEN received AND active THEN 'active' WHEN received THEN 'zero'
                WHEN due THEN 'overdue' ELSE 'not due' END AS state
        FROM (
            SELECT tambon.period_id, tambon.tambon_code, tambon.amphoe_code,
                tambon.province_code,
                due_on < known_on AS due,
                submitted_on IS NOT NULL AND submitted_on <= known_on AS received,
                submitted_on IS NOT NULL AND submitted_on <= due_on AS on_time,
                coalesce(report.activities, 1) > 0 AS active
            FROM tambon
            JOIN asked ON asked.period_id = tambon.period_id
            JOIN month_asked ON month_asked.period_id = tambon.period_id
            LEFT JOIN report ON report.tambon_code = tambon.tambon_code
                AND report.month = month_asked.month
        ) AS told
    """,
    "officer_now": """
        SELECT period_id, officer_id, tambon_code, substr(tambon_code, 1, 4) AS amphoe_code,
            substr(tambon_code, 1, 2) AS province_code
        FROM asked
        JOIN officer ON start_date <= as_of AND (end_date IS NULL OR end_date >= as_of)
    """,
    "tambon_staffing": """
        SELECT tambon.period_id, tambon.tambon_code, tambon.amphoe_code, tambon.province_code,
            count(officer_id) AS officers
        FROM tambon
        LEFT JOIN officer_now ON officer_now.period_id = tambon.period_id
            AND officer_now.tambon_code = tambon.tambon_code
        GROUP BY tambon.period_id, tambon.tambon_code, tambon.amphoe_code, tambon.province_code
    """,
    # An amphoe's target for a fiscal year is its own rows where it has any (whatever the filters
    # leave of them), else the sum of its tambon.
    "phased_plan": """
        SELECT period_id, target, tambon_code, phased.amphoe_code, province_code,
            (own.amphoe_code IS NULL) = (tambon_code IS NOT NULL) AS counts_above
        FROM (
            SELECT period_id, plan.fiscal_year, target_activities * CAST(share AS DOUBLE) AS target,
                CASE WHEN length(area_code) = 6 THEN area_code END AS tambon_code,
                substr(area_code, 1, 4) AS amphoe_code, substr(area_code, 1, 2) AS province_code
            FROM plan
            JOIN phasing ON phasing.fiscal_year = plan.fiscal_year
                AND phasing.quarter = plan.quarter
            WHERE target_activities IS NOT NULL
        ) AS phased
        LEFT JOIN (
            SELECT DISTINCT fiscal_year, area_code AS amphoe_code FROM plan AS whole_plan
            WHERE length(area_code) = 4 AND target_activities IS NOT NULL
        ) AS own
        ON own.fiscal_year = phased.fiscal_year AND own.amphoe_code = phased.amphoe_code
    """,
    "group_now": _GROUP_NOW.format(name="occupational_group", key="occupational_group"),
    "every_group_now": _GROUP_NOW.format(
        name="occupational_group AS whole_group", key="whole_group"
    ),
    # How long each group was seen to last: from the founding to the first time it was found closed,
    # else to the last time it was seen; it could be found closed only from when it was first seen.
    "group_life": """
        SELECT period_id, tambon_code, amphoe_code, province_code,
            CASE WHEN closed_on IS NULL THEN 0 ELSE 1 END AS closed,
            date_diff('day', founded_on, coalesce(closed_on, last_on)) AS days,
            CASE WHEN first_on > founded_on THEN date_diff('day', founded_on, first_on)
                ELSE 0 END AS first_day
        FROM (
            SELECT period_id, group_id, min(observed_on) AS first_on, max(observed_on) AS last_on,
                min(CASE WHEN status = 'closed' THEN observed_on END) AS closed_on
            FROM asked JOIN group_state ON observed_on <= as_of
            GROUP BY period_id, group_id
        ) AS seen
        JOIN occupational_group ON occupational_group.group_id = seen.group_id
    """,
    # The newest round done of each subject that was followed up in the period.
    "followed_up": """
        SELECT * FROM (
            SELECT period_id, tambon_code, amphoe_code, province_code, outcome, income_before,
                income_after,
                row_number() OVER (
                    PARTITION BY period_id, subject, subject_id
                    ORDER BY done_on DESC, due_on DESC, follow_up_id DESC
                ) AS place
            FROM asked JOIN follow_up ON done_on BETWEEN start_on AND until
        ) AS done
        WHERE place = 1
    """,
    # What follow-ups found of those who were not working when they were served in the 24 months up
    # to the as-of date: the day on which they were first found in work (1) or gone (2), else the
    # day they were last found (0).
    "work_found": """
        SELECT period_id, tambon_code, amphoe_code, province_code,
            CASE WHEN worked_on IS NOT NULL AND (moved_on IS NULL OR worked_on <= moved_on) THEN 1
                WHEN moved_on IS NOT NULL THEN 2 ELSE 0 END AS found,
            date_diff('day', date, CASE
                WHEN worked_on IS NOT NULL AND (moved_on IS NULL OR worked_on <= moved_on)
                THEN worked_on ELSE coalesce(moved_on, last_on) END) AS days
        FROM (
            SELECT period_id, subject_id,
                min(CASE WHEN outcome IN ('in_work', 'self_employed') THEN done_on END)
                    AS worked_on,
                min(CASE WHEN outcome = 'moved_away' THEN done_on END) AS moved_on,
                max(CASE WHEN outcome <> 'not_reached' THEN done_on END) AS last_on
            FROM asked JOIN follow_up ON done_on <= as_of AND subject = 'service'
            GROUP BY period_id, subject_id
        ) AS told
        JOIN asked USING (period_id)
        JOIN service ON service_id = subject_id
            AND date <= as_of AND date > as_of - INTERVAL '24' MONTH
        WHERE employment_before IN ('seasonal', 'unemployed', 'student', 'outside')
    """,
    "labour_now": """
        SELECT * FROM (
            SELECT period_id, tambon_code, amphoe_code, province_code, category, people,
                row_number() OVER (
                    PARTITION BY period_id, tambon_code, category ORDER BY observed_on DESC
                ) AS place
            FROM asked JOIN labour_situation ON observed_on <= as_of
        ) AS counted
        WHERE place = 1
    """,
    "labour_force_now": """
        SELECT period_id, labour_force.province_code, labour_force, unemployed,
            CAST(NULL AS VARCHAR) AS amphoe_code, CAST(NULL AS VARCHAR) AS tambon_code
        FROM (
            SELECT period_id, max(ends_on) AS newest FROM asked
            JOIN labour_force ON ends_on <= as_of GROUP BY period_id
        ) AS told
        JOIN labour_force ON ends_on = newest
    """,
}
