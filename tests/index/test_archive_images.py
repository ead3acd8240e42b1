"""An archive keeps the pictures of its articles, and one of before there were any is read as it is."""

import sqlite3

from indexer.core.article import Article
from indexer.core.clock import zone_named
from indexer.index.docstore import Archive, ArchiveWriter

ARTICLE = Article(id="a", title="新桥通车", body="昨天，小镇新桥通车。", image="https://img.example/a.jpg")


def archive(tmp_path):
    file = tmp_path / "articles.sqlite"
    with ArchiveWriter(file) as writer:
        writer.put(ARTICLE)
    return file


def read(file):
    opened = Archive(file, zone_named("Asia/Shanghai"))
    try:
        return opened.article("a")
    finally:
        opened.close()


def test_the_picture_of_an_article_is_kept(tmp_path):
    assert read(archive(tmp_path)) == ARTICLE


def test_an_archive_of_before_there_were_pictures_is_read(tmp_path):
    file = archive(tmp_path)
    connection = sqlite3.connect(file)
    connection.execute("ALTER TABLE articles DROP COLUMN image")
    connection.commit()
    connection.close()
    assert read(file).image == ""
    assert read(file).body == ARTICLE.body
