"""The page at GET /: what the service offers, and a first request to copy. It loads nothing, from anywhere."""

INDEX_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)

INDEX_HTML = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Xunwen 寻闻</title>
<style>
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem }
code, pre { font-family: ui-monospace, monospace; font-size: .9em }
pre { background: #8881; padding: .8rem 1rem; border-radius: .4rem; overflow-x: auto }
table { border-collapse: collapse } td { padding: .2rem 1rem .2rem 0; vertical-align: top }
:root { color-scheme: light dark }
</style>
<h1>Xunwen <span lang="zh">寻闻</span></h1>
<p>Ask a news archive questions in your own words and language.</p>
<pre><code>curl -s localhost:8000/v1/ask -H 'Content-Type: application/json' \\
     -d '{"question": "有多少人参加了志愿服务？"}'</code></pre>
<table>
<tr><td><code>POST /v1/search</code><td>the passages that bear on a question
<tr><td><code>POST /v1/ask</code><td>the answer, quoted from an article, or an abstention with its reason
<tr><td><code>GET /v1/articles/{id}</code><td>one article with its body
<tr><td><code>GET <a href="healthz">/healthz</a></code><td>the process runs
<tr><td><code>GET <a href="readyz">/readyz</a></code><td>a verified snapshot and a warm model are there
<tr><td><code>GET <a href="version">/version</a></code><td>what runs, and which snapshot it serves
<tr><td><code>GET <a href="openapi.json">/openapi.json</a></code><td>every field, limit and error, for programs
</table>
"""
