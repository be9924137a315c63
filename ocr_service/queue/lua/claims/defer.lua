#!lua flags=allow-oom
--[[ Put a task back after a while and charge it nothing: there was no room for its run.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 task id   3 token   4 error code   5 its detail   6 delay, ms
  Returns 1, or 0 when the claim is lost. ]]
-- include: clock, task, place, statistics, fence, postpone
return postpone(nil)
