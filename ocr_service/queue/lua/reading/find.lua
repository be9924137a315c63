#!lua flags=no-writes,allow-oom
--[[ Which tasks of an index fit? Looks at a bounded number of entries from one place on, the newest first, and reads of each
  no more than what is asked for: among 100,000 tasks nobody waits behind a search.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 the index   3 the newest score   4 id before which it goes on at that score
        5 the oldest score   6 entries to look at   7 tasks wanted
        8 owner behind an =   9 status   10 queue   11 category   12 a part of the file's name in small letters ('' each: any)
  Returns {flat score, id and file name of those that fit, flat score and id of the last entry looked at (none: {}),
           ids that stand for nothing any more, 1 when the index ends there}. ]]
local STATUSES = {PENDING = 1, QUEUED = 1, PROCESSING = 1, RETRYING = 1, COMPLETED = 1, FAILED = 1, CANCELLED = 1}
local QUEUES = {high = 1, normal = 1, low = 1}
local newest, after, oldest = ARGV[3], ARGV[4], ARGV[5]
local budget, wanted = tonumber(ARGV[6]), tonumber(ARGV[7])
local owner, status, queue, category, part = ARGV[8], ARGV[9], ARGV[10], ARGV[11], ARGV[12]

-- By bytes, as Redis orders members; Lua's own < goes by the machine's language.
local function comes_before(id, other)
  for place = 1, #id do
    local mine, its = id:byte(place), other:byte(place)
    if mine ~= its then return its ~= nil and mine < its end
  end
  return #other > #id
end

-- Of each hash no field is read that nobody asks for: that is most of the time.
local names, place_of = {'status', 'filename'}, {}
for name, asked in pairs({owner = owner, priority = queue, category = category}) do
  if asked ~= '' then
    names[#names + 1] = name
    place_of[name] = #names
  end
end

local function fits(fields)
  -- As whoever reads a damaged task takes it.
  local its_status = STATUSES[fields[1]] and fields[1] or 'FAILED'
  local its_queue = queue ~= '' and (QUEUES[fields[place_of.priority] or ''] and fields[place_of.priority] or 'normal')
  return (status == '' or its_status == status) and (queue == '' or its_queue == queue)
    and (owner == '' or '=' .. (fields[place_of.owner] or '') == owner)
    and (category == '' or fields[place_of.category] == category)
    and (part == '' or string.find(string.lower(fields[2] or ''), part, 1, true) ~= nil)
end

local found, last, gone, offset = {}, {}, {}, 0
while true do
  local rows = redis.call('ZREVRANGEBYSCORE', ARGV[2], newest, oldest, 'WITHSCORES', 'LIMIT', offset, budget)
  local fresh = false
  for place = 1, #rows, 2 do
    local id, score = rows[place], rows[place + 1]
    -- Many ids may share one millisecond: those up to `after` were looked at before.
    if fresh or score ~= newest or comes_before(id, after) then
      fresh = true
      last = {score, id}
      local fields = redis.call('HMGET', P_TASK .. id, unpack(names))
      if not fields[1] then
        gone[#gone + 1] = id
      elseif fits(fields) then
        found[#found + 1], found[#found + 2], found[#found + 3] = score, id, fields[2] or ''
        if #found == 3 * wanted then
          return {found, last, gone, (#rows < 2 * budget and place + 1 == #rows) and 1 or 0}
        end
      end
    end
  end
  if #rows < 2 * budget then return {found, last, gone, 1} end
  if fresh then return {found, last, gone, 0} end
  offset = offset + budget
end
