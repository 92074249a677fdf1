-- What was added since the last clean-up would be read through from beginning to end by each search.
ALTER INDEX tool_search_words SET (fastupdate = off);
ALTER INDEX tool_search_label SET (fastupdate = off);
SELECT gin_clean_pending_list('tool_search_words'), gin_clean_pending_list('tool_search_label');
