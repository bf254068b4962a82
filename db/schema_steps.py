"""Names of the schema's steps, apart from the steps: a store that has them all is opened without loading them."""

SCHEMA_STEPS = (
    "m001_first_tables",
    "m002_not_checked",
    "m003_profiles",
    "m004_versions",
    "m005_trail",
    "m006_batches",
    "m007_rates",
    "m008_checkpoints",
    "m009_questions",
    "m010_keeping",
    "m011_rescreening",
    "m012_pages",
    "m013_history",
    "m014_ownership",
    "m015_casework",
    "m016_known_questions",
    "m017_fetched",
    "m018_rates_before",
    "m019_question_order",
    "m020_shipments",
    "m021_heavy_decisions",
    "m022_reopened",
    "m023_ages_and_further",
    "m024_stopping_decisions",
)
"""Names of all steps in order. A database that has others was made by a newer program and is refused."""
