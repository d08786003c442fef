# SPDX-License-Identifier: Apache-2.0
# Plays the demo and checks its exit code and its summary.
#   cmake -DBALLAST=program -DSOURCE=project -DWORK=folder [-DKILLS=n -DSEED=n] -P demo_test.cmake
cmake_policy(VERSION 3.25)

cmake_host_system_information(RESULT machine QUERY OS_PLATFORM)
if(machine STREQUAL "aarch64")
  set(anvil ${SOURCE}/node_modules/@foundry-rs/anvil-linux-arm64/bin/anvil)
else()
  set(anvil ${SOURCE}/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil)
endif()
set(contracts ${SOURCE}/build/contracts/out)
foreach(needed ${anvil} ${contracts}/Venue.sol/Venue.json)
  if(NOT EXISTS ${needed})
    message(STATUS "skipped: ${needed} is not there (tools/setup and forge build make it)")
    return()
  endif()
endforeach()

# With KILLS, the crash test of everything: it counts for itself what was lost.
if(KILLS)
  execute_process(COMMAND ${BALLAST} demo --kills ${KILLS} --seed ${SEED} --run-folder ${WORK} --anvil ${anvil}
      --contracts ${contracts} --script ${SOURCE}/config/demo/demo.toml
    RESULT_VARIABLE code TIMEOUT 850)
  if(NOT code STREQUAL "0")
    message(FATAL_ERROR "the crash test with seed ${SEED} ended with ${code}; its logs are in ${WORK}/logs")
  endif()
  return()
endif()

execute_process(COMMAND ${BALLAST} demo --headless --keep --run-folder ${WORK} --anvil ${anvil}
    --contracts ${contracts} --script ${SOURCE}/config/demo/demo.toml
  RESULT_VARIABLE code TIMEOUT 850)
if(NOT code STREQUAL "0")
  message(FATAL_ERROR "the demo ended with ${code}; its logs are in ${WORK}/logs")
endif()

file(READ ${WORK}/summary.json summary)
function(expect_equal what found expected)
  if(NOT found STREQUAL expected)
    message(SEND_ERROR "summary.json: ${what} is ${found}, expected ${expected}")
  endif()
endfunction()

# Every step, in order, and each of them held.
string(JSON count LENGTH "${summary}" steps)
expect_equal("the number of steps" ${count} 10)
set(names deposit trade prices portfolio refusals withdrawal expiry liquidation faults reckoning)
foreach(index RANGE 9)
  string(JSON name GET "${summary}" steps ${index} name)
  string(JSON ok GET "${summary}" steps ${index} ok)
  string(JSON numbers TYPE "${summary}" steps ${index} numbers)
  list(GET names ${index} expected)
  expect_equal("step ${index}" ${name} ${expected})
  expect_equal("step ${name}" ${ok} ON)
  expect_equal("the numbers of ${name}" ${numbers} OBJECT)
endforeach()

# What expired did so on the real path: the venue took the hub's value.
string(JSON value GET "${summary}" steps 6 numbers "value of one")
string(JSON stored GET "${summary}" steps 6 numbers "the venue's storage")
if(NOT stored MATCHES "^${value}0+$" OR value STREQUAL "0.00000000")
  message(SEND_ERROR "summary.json: the hub settled at ${value}, the venue at ${stored}")
endif()

# The difference is zero for each token on each chain.
string(JSON count LENGTH "${summary}" difference)
expect_equal("the number of tokens" ${count} 3)
foreach(token anvil-a/WETH anvil-a/USDC anvil-b/USDC)
  string(JSON difference GET "${summary}" difference ${token})
  expect_equal("the difference of ${token}" ${difference} 0)
endforeach()

# One state hash, by everybody.
string(JSON hash GET "${summary}" state_hash hub)
if(NOT hash MATCHES "^0x[0-9a-f]+$")
  message(SEND_ERROR "summary.json: the hub's state hash is ${hash}")
endif()
foreach(who guardian-1 guardian-2 guardian-3 guardian-4 replay)
  string(JSON other GET "${summary}" state_hash ${who})
  expect_equal("the state hash of ${who}" ${other} ${hash})
endforeach()
