-- Whoever adds their own name may have joined, or have added a namesake: exports do not tell, and rows that took it for
-- joining say so no more. The one who founds a group comes by themselves for sure; that is its first element. Live
-- readings and data sets know both by id.

UPDATE arrivals SET
  kind = 'unclear',
  adder = person,
  person = coalesce(
    (SELECT name FROM names
     WHERE names.chat = arrivals.chat AND names.person = arrivals.person AND name & 1
     ORDER BY seen DESC, name LIMIT 1),
    person
  )
WHERE kind = 'by_self' AND source = 'service-messages' AND adder IS NULL
  AND since IN (SELECT observation FROM observations WHERE source = 'desktop-export')
  AND NOT (
    id = (SELECT min(first.id) FROM arrivals AS first WHERE first.chat = arrivals.chat)
    AND NOT EXISTS (SELECT 1 FROM messages WHERE messages.chat = arrivals.chat AND messages.id < arrivals.id)
    AND EXISTS (
      SELECT 1 FROM observations
      WHERE observations.observation = arrivals.since
        AND json_extract(CASE WHEN json_valid(coverage) THEN coverage ELSE '{}' END, '$.history_begins') = 'creation'
    )
  );
