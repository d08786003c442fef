# SPDX-License-Identifier: Apache-2.0
# Runs the program as a person would and checks exit codes and sentences.
#   cmake -DBALLAST=program -DSOURCE=project -DWORK=empty-folder -P command_line_test.cmake
cmake_policy(VERSION 3.25)
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK}/keys)

# expect(NAME sentence CODE n SAYS regex ARGS ...): the program ends with the code, and its output matches.
function(expect)
  cmake_parse_arguments(ARG "" "NAME;CODE;SAYS" "ARGS" ${ARGN})
  execute_process(COMMAND ${BALLAST} ${ARG_ARGS} WORKING_DIRECTORY ${WORK}
    RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE err TIMEOUT 60)
  if(NOT code STREQUAL ARG_CODE)
    message(SEND_ERROR "${ARG_NAME}: ended with ${code}, expected ${ARG_CODE}\n${out}${err}")
  endif()
  if(NOT "${out}${err}" MATCHES "${ARG_SAYS}")
    message(SEND_ERROR "${ARG_NAME}: expected ${ARG_SAYS} in\n${out}${err}")
  endif()
  set(said "${out}" PARENT_SCOPE)
endfunction()

expect(NAME "tells its version" CODE 0 SAYS "^ballast [0-9]+\\.[0-9]+" ARGS --version)
expect(NAME "explains itself" CODE 0 SAYS "Exit codes" ARGS --help)
expect(NAME "wants a subcommand" CODE 2 SAYS "subcommand" ARGS)
expect(NAME "refuses an unknown subcommand" CODE 2 SAYS "frobnicate" ARGS frobnicate)
expect(NAME "refuses an unknown option" CODE 2 SAYS "--frob" ARGS keys new --out x --frob)

# Keys
foreach(n 1 2 3)
  expect(NAME "makes a key" CODE 0 SAYS "^0x[0-9a-f]+\n$" ARGS keys new --out keys/${n}.key)
  string(STRIP "${said}" address_${n})
endforeach()
expect(NAME "shows a key's address" CODE 0 SAYS "^${address_1}\n$" ARGS keys address keys/1.key)
expect(NAME "shows it as JSON" CODE 0 SAYS "^{\"address\":\"${address_1}\"}\n$" ARGS keys address --json keys/1.key)
expect(NAME "never overwrites a key" CODE 3 SAYS "keys/1.key" ARGS keys new --out keys/1.key)
expect(NAME "refuses a key that is not there" CODE 3 SAYS "keys/none.key" ARGS keys address keys/none.key)
file(COPY_FILE ${WORK}/keys/1.key ${WORK}/open.key)
file(CHMOD ${WORK}/open.key PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ)
expect(NAME "refuses a key that others may read" CODE 3 SAYS "open.key" ARGS keys address open.key)

# Genesis
set(example ${SOURCE}/config/genesis.example.toml)
expect(NAME "checks the example" CODE 0 SAYS "is a valid genesis" ARGS genesis ${example})
expect(NAME "prints the hash as JSON" CODE 0 SAYS "^{\"genesis_hash\":\"0x[0-9a-f]+\",\"deployment_id\":\"0x"
  ARGS genesis --json ${example})
expect(NAME "misses a genesis" CODE 3 SAYS "No such file" ARGS genesis none.toml)
file(READ ${example} text)
string(REPLACE "decimals = 18" "decimals = 99" wrong "${text}")
file(WRITE ${WORK}/wrong.toml "${wrong}")
expect(NAME "names the bad line" CODE 2 SAYS "wrong.toml:[0-9]+:[0-9]+: tokens.1..decimals: found 99, expected"
  ARGS genesis wrong.toml)

# Prices
foreach(n 1 2 3)
  string(REPLACE "0x300000000000000000000000000000000000000${n}" "${address_${n}}" text "${text}")
endforeach()
file(WRITE ${WORK}/genesis.toml "${text}")
set(prices prices --genesis genesis.toml --keys keys --check)
expect(NAME "reads the demo's prices" CODE 0 SAYS "points=" ARGS ${prices} --csv ${SOURCE}/config/demo/prices.csv)
set(prices_csv ${prices} --csv ${SOURCE}/config/demo/prices.csv)
expect(NAME "reads the demo's surfaces and marks" CODE 0 SAYS "surfaces=3 marks=3"
  ARGS ${prices_csv} --surfaces ${SOURCE}/config/demo/surfaces.csv --marks ${SOURCE}/config/demo/marks.csv)
file(WRITE ${WORK}/bad_marks.csv "time_ms_offset,instrument,basis,funding\n\n0,ETH-26MAR27,0,0\n")
expect(NAME "names the bad line of marks" CODE 2
  SAYS "bad_marks.csv:3: found .ETH-26MAR27., expected the name of a perpetual" ARGS ${prices_csv} --marks bad_marks.csv)
file(WRITE ${WORK}/bad_surfaces.csv
  "time_ms_offset,underlying,expiry,a,b,rho,m,sigma,basis,rate\n0,ETH,26MAR27,1,0,2,0,1,0,0\n")
expect(NAME "names the bad line of surfaces" CODE 2 SAYS "bad_surfaces.csv:2: found .2., expected above -1 and below 1"
  ARGS ${prices_csv} --surfaces bad_surfaces.csv)
expect(NAME "misses a file of surfaces" CODE 3 SAYS "none.csv" ARGS ${prices_csv} --surfaces none.csv)
expect(NAME "wants prices" CODE 2 SAYS "--csv" ARGS ${prices})
file(WRITE ${WORK}/bad.csv "time_ms_offset,feed,price,conf\n0,ETH/USD,0,0\n")
expect(NAME "names the bad line of prices" CODE 2 SAYS "bad.csv:2: found .0., expected a price above 0"
  ARGS ${prices} --csv bad.csv)
file(WRITE ${WORK}/bars.csv "ts_utc,open,high,low,close\n0,1,1,1,3000\n60,1,1,1,3001\n")
expect(NAME "reads bars" CODE 0 SAYS "points=2" ARGS ${prices} --bars ETH/USD=bars.csv)
expect(NAME "wants a feed for bars" CODE 2 SAYS "FEED=FILE" ARGS ${prices} --bars BTC/USD=bars.csv)
expect(NAME "wants the source's keys" CODE 2 SAYS "fewer keys than the set's quorum"
  ARGS prices --genesis ${example} --keys keys --check --bars ETH/USD=bars.csv)
expect(NAME "refuses a bad listening address" CODE 2 SAYS "--listen" ARGS ${prices} --bars ETH/USD=bars.csv --listen nowhere)
