-- A product that validates: by the license's key, and the fingerprint of one of its machines.
local machines, key = tonumber(os.getenv("BENCH_MACHINES")), os.getenv("BENCH_KEY")
local headers = { ["Content-Type"] = "application/vnd.api+json" }

function request()
  local fingerprint = string.format("station-%07d", math.random(0, machines - 1))
  local body = string.format('{"meta":{"key":"%s","scope":{"fingerprint":"%s"}}}', key, fingerprint)
  return wrk.format("POST", "/v1/licenses/actions/validate-key", headers, body)
end
