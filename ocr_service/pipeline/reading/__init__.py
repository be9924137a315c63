"""From a page's picture or text layer to words: the plan, the attempts, the language, the quality."""
