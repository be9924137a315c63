#!lua flags=allow-oom
--[[ Does an entry of the outbox wait where its state says? Mend it when asked to.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 notification id   3 lane in which it was found, or ''   4 '1' to repair
  Returns what is wrong, '' when nothing is. ]]
-- include: clock, lane
local id, found_in, repair = ARGV[2], ARGV[3], ARGV[4] == '1'
local entry = redis.call('HMGET', P_NOTIFY .. id, 'state', 'lane')
local lane = entry[2] or found_in
local waits = entry[1] == 'WAITING' or entry[1] == 'SENDING'
local is_there = redis.call('ZSCORE', P_NOTIFY_LANE .. lane, id)
if waits and not is_there then
  if repair then lane_put(lane, id, NOW) end
  return 'waits to be told and stands in no lane'
end
if is_there and not waits then
  if repair then lane_take(lane, id) end
  return entry[1] and 'has ended and stands in a lane' or 'stands in a lane and is nowhere described'
end
return ''
