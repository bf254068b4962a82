"""The English sentences of what batches, watched folders and clusters may meet."""

from ui.words.mark import N_

BATCH_ERRORS = {
    "pattern_without_files": N_("{file} meets no table; check the pattern."),
    "settings_file_unreadable": N_("{file} is no settings file ({detail}); correct it."),
    "settings_file_unknown": N_("{file}: {key} is nothing that Tekser can be told; tekser --help shows what is."),
    "settings_file_value": N_("{file}: the value of {key} is of the wrong kind ({detail}); correct it."),
    "watch_no_folder": N_("{file} is no folder that can be watched; name one that exists and can be written."),
    "watch_cannot_move": N_(
        "{file} was screened, but could not be moved to {target} ({detail}); move it by hand. It will not be screened again."
    ),
}
