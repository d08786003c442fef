// SPDX-License-Identifier: Apache-2.0
// JSON-RPC against a node that answers, refuses, or talks nonsense.
#include <gtest/gtest.h>

#include <ballast/chains/evm/fake_node_test_kit.hpp>
#include <ballast/chains/evm/json_rpc.hpp>

namespace ballast::chains::evm {

using namespace std::chrono_literals;

class JsonRpcCalls : public testing::Test
{
protected:
    JsonRpcCalls() { io.start(); }

    /// What a call gives when the node answers with exactly this text.
    RpcProblem problem_of(std::string answer)
    {
        {
            const auto lock = node.change();
            node.raw_answer = std::move(answer);
        }
        auto result = rpc.call_and_wait({"eth_chainId", {}});
        return result ? RpcProblem{} : result.error();
    }
    RpcProblem batch_problem_of(std::string answer)
    {
        {
            const auto lock = node.change();
            node.raw_answer = std::move(answer);
        }
        auto result = rpc.batch_and_wait({{"eth_chainId", {}}, {"eth_chainId", {}}});
        return result ? RpcProblem{} : result.error();
    }

    net::IoContext io;
    test_kit::FakeNode node{io};
    JsonRpc rpc{io, node.url()};
};

TEST_F(JsonRpcCalls, GiveTheResult)
{
    EXPECT_EQ(*rpc.call_and_wait({"eth_chainId", {}}), boost::json::value("0x7a69"));
}

TEST_F(JsonRpcCalls, GiveTheNodesRefusalWithItsCode)
{
    const auto refused = rpc.call_and_wait({"eth_nothing", {}});

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, RpcErrorKind::RpcError);
    EXPECT_EQ(refused.error().code, -32000);
    EXPECT_EQ(refused.error().sentence, "no eth_nothing");
}

TEST_F(JsonRpcCalls, PutABatchsAnswersInTheOrderOfTheCalls)
{
    const auto results =
        rpc.batch_and_wait({{"eth_chainId", {}}, {"eth_nothing", {}}, {"eth_blockNumber", {}}});

    ASSERT_TRUE(results);
    EXPECT_EQ(*results->at(0), boost::json::value("0x7a69"));
    EXPECT_FALSE(results->at(1));
    EXPECT_EQ(*results->at(2), boost::json::value("0x0"));
}

TEST_F(JsonRpcCalls, ReadWhatARevertedCallReturned)
{
    EXPECT_EQ(
        problem_of(R"({"id":0,"error":{"code":3,"message":"reverted","data":"0x0102"}})").data,
        (Bytes{1, 2}));
    EXPECT_EQ(
        problem_of(R"({"id":0,"error":{"code":3,"message":"reverted","data":{"data":"0x03"}}})")
            .data,
        (Bytes{3}));
    EXPECT_EQ(problem_of(R"({"id":0,"error":{"code":3,"data":"nonsense"}})").data, Bytes{});
}

TEST_F(JsonRpcCalls, NameWhatIsNotJsonRpc)
{
    for (const std::string& text : {std::string{"<html>"}, std::string{"1"}, std::string{"[]"},
                                    std::string{"{}"}, std::string{R"({"id":0,"error":"text"})"},
                                    std::string(200, '['), std::string{"{\"result\":"}})
        EXPECT_EQ(problem_of(text).kind, RpcErrorKind::Malformed) << text;
}

TEST_F(JsonRpcCalls, NameABatchThatLacksOrRepeatsAnswers)
{
    for (const std::string_view text :
         {R"([])", R"([{"id":0,"result":1}])", R"([{"id":0,"result":1},{"id":0,"result":2}])",
          R"([{"id":0,"result":1},{"id":2,"result":2}])", R"([{"id":0,"result":1},{"result":2}])",
          R"([{"id":0,"result":1},7])", R"({"id":0,"result":1})",
          R"([{"id":0,"result":1},{"id":-1,"result":1}])"})
        EXPECT_EQ(batch_problem_of(std::string{text}).kind, RpcErrorKind::Malformed) << text;
    EXPECT_EQ(
        batch_problem_of(R"({"id":null,"error":{"code":-32600,"message":"batches are off"}})").kind,
        RpcErrorKind::RpcError);
}

TEST_F(JsonRpcCalls, NameAServerThatIsNoNode)
{
    auto server = net::HttpServer::listen(
        io, {}, [](net::HttpRequest, net::Responder respond) { respond({.status = 404}); });
    ASSERT_TRUE(server);
    (*server)->start();
    JsonRpc wrong{io, {"http", "127.0.0.1", (*server)->port(), "/"}};

    const auto refused = wrong.call_and_wait({"eth_chainId", {}});

    EXPECT_EQ(refused.error().kind, RpcErrorKind::HttpStatus);
    EXPECT_EQ(refused.error().code, 404);
}

TEST_F(JsonRpcCalls, EndWithStoppedWhenTheClientIsClosed)
{
    rpc.close();

    EXPECT_EQ(rpc.call_and_wait({"eth_chainId", {}}).error().kind, RpcErrorKind::Stopped);
}

}  // namespace ballast::chains::evm
