"""The pages: a ledger in a browser. One small app over the questions of `onrecord.queries`; no page loads a model.

`app` holds the routes, a module a kind of page builds what its template shows, `security` stands before them all.
Everything is drawn here on the server; a page without JavaScript lacks nothing but comfort.
"""
