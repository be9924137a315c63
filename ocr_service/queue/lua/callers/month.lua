#!lua flags=allow-oom
--[[ Which month is it by the queue's own clock?
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)
  Returns '2026-11'. ]]
-- include: clock
return string.sub(NOW_ISO, 1, 7)
