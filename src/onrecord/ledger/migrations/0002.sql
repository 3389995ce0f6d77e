-- Version 1 kept rows of findings in the order in which they were found, by their keys.
CREATE TEMP VIEW statement AS SELECT *, key AS number FROM main.statement;
CREATE TEMP VIEW event AS SELECT *, key AS number FROM main.event;
CREATE TEMP VIEW position AS SELECT *, key AS number FROM main.position;
