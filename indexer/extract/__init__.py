"""From a page to an article: title, body and byline, without the boilerplate around them."""
