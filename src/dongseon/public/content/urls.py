"""Routes that are no pages of Wagtail: questions, search, feeds."""

from django.urls import path, re_path

from dongseon.public.content import views

pages = [
    path("questions/", views.questions, name="questions"),
    path("questions/ask/", views.ask, name="ask"),
    path("search/", views.search, name="search"),
]
doors = [
    re_path(r"^news\.(?P<language>ko|en)\.atom$", views.news_feed, name="news-feed"),
    path("sitemap.xml", views.site_map, name="site-map"),
    path("robots.txt", views.robots, name="robots"),
]
