"""Where the journal lies, below the folder of documents."""

JOURNAL_FOLDER, JOURNAL_NAME = ".watch", "journal.sqlite"
