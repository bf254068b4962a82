"""The English sentences of what batches, watched folders and clusters may meet."""

from ui.words.mark import N_

BATCH_ERRORS = {
    "pattern_without_files": N_("{file} meets no table; check the pattern."),
    "settings_file_unreadable": N_("{file} is no settings file ({detail}); correct it."),
    "settings_file_unknown": N_("{file}: {key} is nothing that Tekser can be told; tekser --help shows what is."),
    "settings_file_value": N_("{file}: the value of {key} is of the wrong kind ({detail}); correct it."),
    "watch_no_folder": N_("{file} is no folder that can be watched; name one that exists and can be written."),
    "cluster_not_installed": N_(
        "The libraries of the cluster are not installed ({detail}); install them with: pip install tekser[cluster]."
    ),
    "cluster_unreachable": N_("No scheduler answers at {address} ({detail}); check the address and the network."),
    "cluster_without_workers": N_(
        "The cluster had no workers for {seconds} seconds; start some and run the same again."
    ),
    "cluster_version": N_("The worker {address} runs Tekser {theirs}, this is {ours}; install the same version there."),
    "cluster_engine_not_sent": N_("The lists did not reach the worker {address} whole; run the same again."),
    "cluster_other_run": N_("{file} holds the hits of other work; choose an empty folder."),
    "damaged_parquet": N_("{file} is no whole Parquet file ({detail}); write it anew."),
    "not_normalised": N_(
        "{file} does not hold normalised lines: its columns ({columns}) are not named as fields; see tekser inspect."
    ),
    "not_utf8": N_("{file}, row {row}: not UTF-8; write it anew in UTF-8."),
    "watch_cannot_move": N_(
        "{file} was screened, but could not be moved to {target} ({detail}); move it by hand. It will not be screened again."
    ),
}
