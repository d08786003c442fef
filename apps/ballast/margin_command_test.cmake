# SPDX-License-Identifier: Apache-2.0
# Runs `ballast margin` as a person would: every example against the output that is kept in golden/, and bad input.
#   cmake -DBALLAST=program -DSOURCE=project -DWORK=empty-folder [-DUPDATE=1] -P margin_command_test.cmake
# UPDATE=1 writes golden/ anew: look at what changed before it is committed.
cmake_policy(VERSION 3.25)
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})
set(golden ${CMAKE_CURRENT_LIST_DIR}/golden)
set(portfolios ${SOURCE}/config/portfolios)

function(run)
  execute_process(COMMAND ${BALLAST} margin ${ARGN} WORKING_DIRECTORY ${WORK}
    RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE err TIMEOUT 60)
  set(code "${code}" PARENT_SCOPE)
  set(out "${out}" PARENT_SCOPE)
  set(err "${err}" PARENT_SCOPE)
endfunction()

# expect(NAME sentence CODE n SAYS regex ARGS ...)
function(expect)
  cmake_parse_arguments(ARG "" "NAME;CODE;SAYS" "ARGS" ${ARGN})
  run(${ARG_ARGS})
  if(NOT code STREQUAL ARG_CODE)
    message(SEND_ERROR "${ARG_NAME}: ended with ${code}, expected ${ARG_CODE}\n${out}${err}")
  endif()
  if(NOT "${out}${err}" MATCHES "${ARG_SAYS}")
    message(SEND_ERROR "${ARG_NAME}: expected ${ARG_SAYS} in\n${out}${err}")
  endif()
endfunction()

# same(NAME file ARGS ...): the output is the file.
function(same)
  cmake_parse_arguments(ARG "" "NAME" "ARGS" ${ARGN})
  run(${ARG_ARGS})
  if(UPDATE)
    file(WRITE ${golden}/${ARG_NAME} "${out}")
    return()
  endif()
  file(READ ${golden}/${ARG_NAME} expected)
  if(NOT code STREQUAL 0 OR NOT out STREQUAL expected)
    file(WRITE ${WORK}/${ARG_NAME} "${out}")
    message(SEND_ERROR "${ARG_NAME}: ${code} ${err}\ncompare ${WORK}/${ARG_NAME} with ${golden}/${ARG_NAME}")
  endif()
endfunction()

set(all --model ballast standard derive-pmrm2 deribit-pm)
foreach(example covered-call.toml calendar-spread.toml delta-neutral.toml one-way.json derive-perp.toml
                derive-short-call.toml deribit-inverse.toml)
  get_filename_component(name ${example} NAME_WE)
  same(NAME ${name}.txt ARGS --portfolio ${portfolios}/${example} ${all} --sweep --liquidation-price)
endforeach()
foreach(name covered-call derive-short-call)
  same(NAME ${name}.json ARGS --portfolio ${portfolios}/${name}.toml ${all} --json)
endforeach()
set(covered ${portfolios}/covered-call.toml)
same(NAME what-if.txt ARGS --portfolio ${covered} --what-if "ETH-PERP@base -5" --what-if "ETH-26MAR27-3600-C@base +2 @115")

expect(NAME "explains itself" CODE 0 SAYS "covered-call.toml" ARGS --help)
expect(NAME "prints the schema" CODE 0 SAYS "json-schema.org" ARGS --schema)
expect(NAME "wants a portfolio" CODE 2 SAYS "--portfolio FILE is required" ARGS)
expect(NAME "misses a file" CODE 3 SAYS "none.toml" ARGS --portfolio none.toml)
expect(NAME "refuses an unknown model" CODE 2 SAYS "one of ballast, deribit-pm, derive-pmrm2, standard"
  ARGS --portfolio ${covered} --model mine)
expect(NAME "misses a model file" CODE 3 SAYS "mine.toml" ARGS --portfolio ${covered} --model ./mine.toml)
expect(NAME "refuses a trade" CODE 2 SAYS "--what-if: found .ETH-PERP., expected" ARGS --portfolio ${covered} --what-if ETH-PERP)
file(READ ${covered} text)
string(REPLACE "index = 3000" "index = nan" wrong "${text}")
file(WRITE ${WORK}/nan.toml "${wrong}")
expect(NAME "names file, line, key and range" CODE 2
  SAYS "nan.toml:7:9: market.ETH.index: found nan, expected a number from 0.00000001 to 1000000000"
  ARGS --portfolio nan.toml)
file(READ ${SOURCE}/config/models/standard.toml model)
string(REPLACE "long_option = 1.0" "long_option = 2.0" wrong "${model}")
file(WRITE ${WORK}/wrong.toml "${wrong}")
expect(NAME "refuses a model that is out of range" CODE 2 SAYS "wrong.toml:11:15: long_option: found 2, expected a number from 0 to 1"
  ARGS --portfolio ${covered} --model ./wrong.toml)
file(WRITE ${WORK}/mine.toml "${model}")
expect(NAME "takes anybody's model" CODE 0 SAYS "standard  +3,000.00" ARGS --portfolio ${covered} --model ./mine.toml)

# The check of models, on the made-up prices of tests/prices.
set(prices ${SOURCE}/tests/prices)
same(NAME backtest.txt ARGS --backtest-model --data ${prices} --portfolios 300 --seed 3 --claim 99 ${all})
same(NAME backtest.json ARGS --backtest-model --data ${prices}/AAAUSDT.csv ${prices}/CCCUSDT.csv --portfolios 100
  --horizon-hours 8 --json)
expect(NAME "takes only one of both" CODE 2 SAYS "excludes" ARGS --backtest-model --portfolio ${covered})
expect(NAME "wants the flag for the check's options" CODE 2 SAYS "requires --backtest-model" ARGS --seed 3)
expect(NAME "misses the prices" CODE 3 SAYS "none" ARGS --backtest-model --data none)
expect(NAME "refuses a horizon between bars" CODE 2 SAYS "a step that divides the horizon of 3600 s"
  ARGS --backtest-model --data ${prices} --horizon-hours 1)
file(READ ${prices}/AAAUSDT.csv text)
string(REPLACE "open,high" "open,vwap" wrong "${text}")
file(WRITE ${WORK}/AUSDT.csv "${wrong}")
expect(NAME "names an unknown column" CODE 2 SAYS "AUSDT.csv:2: found .vwap., expected a column of ts_utc"
  ARGS --backtest-model --data AUSDT.csv)
string(REPLACE "1700020800,30045.3511" "1700020800,nan" wrong "${text}")
file(WRITE ${WORK}/BUSDT.csv "${wrong}")
expect(NAME "names the line of what is no price" CODE 2 SAYS "BUSDT.csv:4: found .nan., expected a price above 0"
  ARGS --backtest-model --data BUSDT.csv)
string(REPLACE "1700020800," "1700000000," wrong "${text}")
file(WRITE ${WORK}/CUSDT.csv "${wrong}")
expect(NAME "names the line that is out of order" CODE 2 SAYS "CUSDT.csv:4: .*expected a time after 1700006400"
  ARGS --backtest-model --data CUSDT.csv)
file(WRITE ${WORK}/DUSDT.csv "ts_utc,close\n1700006400,1\n1700020800,1\n1700035200,1\n")
expect(NAME "refuses prices that are too short" CODE 2 SAYS "DUSDT.csv: found no moment.*closes of 60 days"
  ARGS --backtest-model --data DUSDT.csv)
set(path $ENV{PATH})
set(ENV{PATH} ${WORK})
expect(NAME "says how to draw without gnuplot" CODE 3 SAYS "then run gnuplot here.svg.gnuplot"
  ARGS --backtest-model --data ${prices} --portfolios 5 --plot here.svg)
set(ENV{PATH} ${path})
