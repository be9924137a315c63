"""The watcher: takes what people and scanners put into a folder, each file once and only when it is whole."""
