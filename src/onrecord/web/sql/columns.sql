-- The public views and their columns.
SELECT view.name AS view, shown.name AS column
FROM sqlite_schema AS view JOIN pragma_table_info(view.name) AS shown
WHERE view.type = 'view' AND view.name NOT LIKE '%\_text' ESCAPE '\' ORDER BY view.name, shown.cid;
