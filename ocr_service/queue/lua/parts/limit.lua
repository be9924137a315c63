--[[ A limit that all workers share: its state, and what time does to it. ARGV[2] names it, and its keys begin with that name:
  each service outside has a limit of its own.
  limit (hash) has what operators set and what refusals did; window (zset by the ms at which each stops counting) and
  entries (hash: start, requests, tokens) have what was asked; open (zset by lease end) what is under way.
  rpm:current and tpm:current are the two sums. Whoever sets one by hand is believed: what was counted
  until then no longer is, and what was set counts for a whole minute from now. ]]
local LIMITS = { gemini = P_LIMIT_GEMINI, llm = P_LIMIT_LLM }
local function of_limit(name) return LIMITS[ARGV[2]] .. name end

local K_LIMIT, K_LIMIT_WORKERS = of_limit('limit'), of_limit('workers')
local K_RPM, K_TPM, K_RPD = of_limit('rpm:current'), of_limit('tpm:current'), of_limit('rpd')
local K_WINDOW, K_ENTRIES, K_OPEN = of_limit('window'), of_limit('entries'), of_limit('open')
local K_WAITING, K_WAITING_DUE = of_limit('waiting'), of_limit('waiting:due')
local K_WAITERS, K_FLOWS = of_limit('waiters'), of_limit('flows')

local FORGIVEN = -1
local POSTPONED_MS = 500
local RECOVERY_A_MINUTE = 0.1
local state = {}
do
  local flat = redis.call('HGETALL', K_LIMIT)
  for index = 1, #flat, 2 do state[flat[index]] = flat[index + 1] end
end

local function number_in(name) return tonumber(state[name] or '') or 0 end

local function remember(name, value)
  state[name] = tostring(value)
  redis.call('HSET', K_LIMIT, name, state[name])
end

local function entry(id)
  local stored = redis.call('HGET', K_ENTRIES, id)
  if not stored then return nil end
  local start, requests, tokens = string.match(stored, '^(%d+) (%d+) (%-?%d+)$')
  return { start = tonumber(start), requests = tonumber(requests), tokens = tonumber(tokens) }
end

local function keep(id, start, requests, tokens)
  redis.call('HSET', K_ENTRIES, id, string.format('%d %d %d', start, requests, tokens))
end

-- The sums as they stand; those that a hand has set become an entry of their own.
local function current(key, written)
  local told = math.max(0, math.floor(tonumber(redis.call('GET', key) or '0') or 0))
  return told, told ~= number_in(written)
end

local used_requests, requests_set = current(K_RPM, 'rpm_written')
local used_tokens, tokens_set = current(K_TPM, 'tpm_written')

local function adopt(window_ms)
  if not (requests_set or tokens_set) then return end
  local flat = redis.call('HGETALL', K_ENTRIES)
  for index = 1, #flat, 2 do
    local each = entry(flat[index])
    keep(flat[index], each.start, requests_set and 0 or each.requests, tokens_set and FORGIVEN or each.tokens)
  end
  local function count_by_hand(id, requests, tokens)
    keep(id, NOW, requests, tokens)
    redis.call('ZADD', K_WINDOW, NOW + window_ms, id)
  end
  if requests_set then count_by_hand('by hand: requests', used_requests, 0) end
  if tokens_set then count_by_hand('by hand: tokens', 0, used_tokens) end
end

local function take_back(id, each)
  used_requests = math.max(0, used_requests - each.requests)
  used_tokens = math.max(0, used_tokens - math.max(0, each.tokens))
  redis.call('HDEL', K_ENTRIES, id)
  redis.call('ZREM', K_WINDOW, id)
  redis.call('ZREM', K_OPEN, id)
end

-- Leases that ended give their place back; what is older than a window no longer counts, unless it is still under way.
local function pass_time(window_ms)
  adopt(window_ms)
  redis.call('ZREMRANGEBYSCORE', K_OPEN, '-inf', NOW)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', K_WINDOW, '-inf', NOW)) do
    if redis.call('ZSCORE', K_OPEN, id) then
      redis.call('ZADD', K_WINDOW, NOW + POSTPONED_MS, id)
    else
      take_back(id, entry(id) or { requests = 0, tokens = 0 })
    end
  end
end

local function write_sums(window_ms, lease_ms)
  redis.call('SET', K_RPM, used_requests, 'PX', 2 * (window_ms + lease_ms))
  redis.call('SET', K_TPM, string.format('%d', used_tokens), 'PX', 2 * (window_ms + lease_ms))
  remember('rpm_written', used_requests)
  remember('tpm_written', string.format('%d', used_tokens))
end

-- The share of the limits that a service which refuses still gets; it grows by a tenth a minute.
local function share()
  local kept = state.share and number_in('share') or 1
  return math.min(1, kept + RECOVERY_A_MINUTE * math.max(0, NOW - number_in('refused_at')) / 60000)
end

-- Requests of the last 24 hours, by the hour: no day of whatever zone holds more than they do.
local function hour() return math.floor(NOW / 3600000) end

local function used_today()
  local sum, flat = 0, redis.call('HGETALL', K_RPD)
  for index = 1, #flat, 2 do
    if tonumber(flat[index]) < hour() - 24 then
      redis.call('HDEL', K_RPD, flat[index])
    else
      sum = sum + tonumber(flat[index + 1])
    end
  end
  return sum
end

-- What an operator set goes before what the settings of the worker say; 0: no limit.
local function limit_of(name, told)
  local limit = tonumber(state['set_' .. name] or told)
  return limit > 0 and limit or math.huge
end

local function shrunk(limit) return limit == math.huge and limit or math.max(1, math.floor(limit * share())) end

--[[ What answers took lately: the largest of this window and of the one before, once enough are known. An estimate that is far
  above it would leave tokens unused for as long as an answer takes, one that is below it would go over the limit. ]]
local ENOUGH_ANSWERS = 20

local function learn(tokens, window_ms)
  local window = math.floor(NOW / window_ms)
  local last = number_in('learned_window')
  if window ~= last then
    local is_next = window == last + 1
    remember('largest_before', is_next and number_in('largest') or 0)
    remember('answers_before', is_next and number_in('answers') or 0)
    remember('largest', 0)
    remember('answers', 0)
    remember('learned_window', window)
  end
  remember('largest', math.max(number_in('largest'), tokens))
  remember('answers', number_in('answers') + 1)
end

-- What to reserve for the next question, `estimate` until enough is known.
local function expected(estimate, window_ms)
  local age = math.floor(NOW / window_ms) - number_in('learned_window')
  local largest, answers = 0, 0
  if age == 0 then
    largest = math.max(number_in('largest'), number_in('largest_before'))
    answers = number_in('answers') + number_in('answers_before')
  elseif age == 1 then
    largest, answers = number_in('largest'), number_in('answers')
  end
  return answers >= ENOUGH_ANSWERS and largest or math.max(estimate, largest)
end

--[[ Who waits for the shared limit, in a fair order: every owner has the same share, and of it every worker.
  waiting (zset by turn) · waiters (hash: who it is) · waiting:due (zset by the ms until which it asks again)
  flows (hash, as long as somebody waits): `v` the turn that was last served, `f:` the last turn of a worker's documents of an
  owner, `n:` how many of these wait, `a:` how many workers wait for an owner.
  A turn comes after the flow's last one by as many steps as its owner has workers that wait (fair queueing with self-clocking). ]]
local function flow_of(owner, worker) return owner .. '\n' .. worker end

local function flows(field) return tonumber(redis.call('HGET', K_FLOWS, field) or '0') end

local function join(id, owner, worker, tokens)
  local flow = flow_of(owner, worker)
  if redis.call('HINCRBY', K_FLOWS, 'n:' .. flow, 1) == 1 then redis.call('HINCRBY', K_FLOWS, 'a:' .. owner, 1) end
  local turn = math.max(flows('v'), flows('f:' .. flow)) + flows('a:' .. owner)
  redis.call('HSET', K_FLOWS, 'f:' .. flow, turn)
  redis.call('ZADD', K_WAITING, turn, id)
  redis.call('HSET', K_WAITERS, id, cjson.encode({ owner = owner, worker = worker, tokens = tokens }))
end

local function leave(id)
  local stored = redis.call('HGET', K_WAITERS, id)
  redis.call('ZREM', K_WAITING, id)
  redis.call('ZREM', K_WAITING_DUE, id)
  if not stored then return end
  redis.call('HDEL', K_WAITERS, id)
  local who = cjson.decode(stored)
  local flow = flow_of(who.owner, who.worker)
  if redis.call('HINCRBY', K_FLOWS, 'n:' .. flow, -1) <= 0 then
    redis.call('HDEL', K_FLOWS, 'n:' .. flow)
    if redis.call('HINCRBY', K_FLOWS, 'a:' .. who.owner, -1) <= 0 then redis.call('HDEL', K_FLOWS, 'a:' .. who.owner) end
    if flows('f:' .. flow) <= flows('v') then redis.call('HDEL', K_FLOWS, 'f:' .. flow) end
  end
  if redis.call('ZCARD', K_WAITING) == 0 then redis.call('DEL', K_FLOWS) end
end

-- Whoever did not ask again when told to is gone and keeps nobody waiting.
local function forget_silent()
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', K_WAITING_DUE, '-inf', NOW)) do leave(id) end
end

local function tokens_before(rank)
  if rank == 0 then return 0 end
  local sum = 0
  for _, stored in ipairs(redis.call('HMGET', K_WAITERS, unpack(redis.call('ZRANGE', K_WAITING, 0, rank - 1)))) do
    sum = sum + (stored and cjson.decode(stored).tokens or 0)
  end
  return sum
end
