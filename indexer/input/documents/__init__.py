"""Documents that are no web page and no record: feeds, sitemaps, PDF, DOCX, EPUB, web archives; a reader for each."""
