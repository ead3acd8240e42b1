"""The related-reading widget: one module in JavaScript, as it is served."""
