#!lua flags=allow-oom
--[[ The service refused a request for its limit: nobody asks until it says, and all ask less afterwards.
  The share shrinks by three tenths, once for all requests that were under way together.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 name of the limit   3 ms until it may be asked again   4 unix ms at which the refused request was granted
  Returns the share that is left, per mille. ]]
-- include: clock, limit
redis.call('HINCRBY', K_LIMIT, 'refusals_total', 1)
local until_ms = NOW + math.min(3600000, tonumber(ARGV[3]))
if until_ms > number_in('blocked_until') then remember('blocked_until', until_ms) end
if tonumber(ARGV[4]) >= number_in('refused_at') then
  remember('share', string.format('%.4f', math.max(0.1, share() * 0.7)))
  remember('refused_at', NOW)
end
return math.floor(1000 * share() + 0.5)
