// SPDX-License-Identifier: Apache-2.0
// The schema as text; a test holds it against what the reader asks for.
#include "report_json.hpp"

namespace ballast::portfolio {

std::string_view portfolio_schema()
{
    return R"schema({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "Ballast portfolio",
  "description": "docs/formats/portfolio.md. TOML has the same keys. Numbers may also be text: \"12.5\", \"2.84 %\".",
  "type": "object",
  "required": ["as_of"],
  "additionalProperties": false,
  "properties": {
    "name": {"type": "string"},
    "note": {"type": "string"},
    "as_of": {"$ref": "#/$defs/moment"},
    "stable_price": {"$ref": "#/$defs/number"},
    "confidence_k": {"$ref": "#/$defs/number"},
    "cash": {"$ref": "#/$defs/number"},
    "chains": {
      "type": "object",
      "additionalProperties": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "latency_premium": {"$ref": "#/$defs/number"},
          "domain": {"type": "string"}
        }
      }
    },
    "messengers": {
      "type": "array",
      "items": {
        "type": "object",
        "required": ["name", "domains"],
        "additionalProperties": false,
        "properties": {
          "name": {"type": "string"},
          "domains": {"type": "array", "items": {"type": "string"}, "minItems": 1}
        }
      }
    },
    "collateral": {
      "type": "array",
      "items": {
        "type": "object",
        "required": ["asset", "chain", "amount"],
        "additionalProperties": false,
        "properties": {
          "asset": {"type": "string"},
          "chain": {"type": "string"},
          "amount": {"$ref": "#/$defs/number"},
          "price": {"$ref": "#/$defs/number"},
          "confidence": {"$ref": "#/$defs/number"},
          "underlying": {"type": "string"},
          "haircut": {
            "type": "object",
            "additionalProperties": false,
            "properties": {
              "market": {"$ref": "#/$defs/part"},
              "liquidity": {"$ref": "#/$defs/part"},
              "security": {"$ref": "#/$defs/part"},
              "concentration": {"$ref": "#/$defs/part"},
              "cap": {"$ref": "#/$defs/part"},
              "initial": {"$ref": "#/$defs/part"},
              "maintenance": {"$ref": "#/$defs/part"}
            }
          }
        }
      }
    },
    "positions": {"type": "array", "maxItems": 256, "items": {"$ref": "#/$defs/position"}},
    "orders": {"type": "array", "maxItems": 32, "items": {"$ref": "#/$defs/position"}},
    "market": {
      "type": "object",
      "additionalProperties": {
        "type": "object",
        "required": ["index"],
        "additionalProperties": false,
        "properties": {
          "index": {"$ref": "#/$defs/number"},
          "confidence": {"$ref": "#/$defs/number"},
          "feed_score": {"$ref": "#/$defs/part"},
          "mark": {"$ref": "#/$defs/number"},
          "class": {"type": "string"},
          "rate": {"$ref": "#/$defs/number"},
          "volatilities": {"type": "object", "additionalProperties": {"$ref": "#/$defs/number"}},
          "expiries": {
            "type": "array",
            "items": {
              "type": "object",
              "required": ["expiry", "forward"],
              "additionalProperties": false,
              "properties": {
                "expiry": {"$ref": "#/$defs/moment"},
                "forward": {"$ref": "#/$defs/number"},
                "rate": {"$ref": "#/$defs/number"},
                "volatility": {"$ref": "#/$defs/number"},
                "settlement_average": {"$ref": "#/$defs/number"},
                "svi": {
                  "type": "object",
                  "required": ["a", "b", "rho", "m", "sigma"],
                  "additionalProperties": false,
                  "properties": {
                    "a": {"$ref": "#/$defs/number"},
                    "b": {"$ref": "#/$defs/number"},
                    "rho": {"$ref": "#/$defs/number"},
                    "m": {"$ref": "#/$defs/number"},
                    "sigma": {"$ref": "#/$defs/number"}
                  }
                }
              }
            }
          }
        }
      }
    },
    "models": {
      "description": "By a model's name, keys of its file that are otherwise here.",
      "type": "object",
      "additionalProperties": {"type": "object"}
    }
  },
  "$defs": {
    "number": {"type": ["number", "string"]},
    "part": {"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "string"}]},
    "moment": {"type": "string", "description": "2026-12-01T12:00:00Z, or a day such as 26MAR27 (08:00 UTC)"},
    "position": {
      "type": "object",
      "required": ["chain", "quantity"],
      "oneOf": [{"required": ["instrument"]}, {"required": ["underlying", "type"]}],
      "additionalProperties": false,
      "properties": {
        "instrument": {"type": "string"},
        "underlying": {"type": "string"},
        "type": {"enum": ["perpetual", "future", "call", "put"]},
        "expiry": {"$ref": "#/$defs/moment"},
        "strike": {"$ref": "#/$defs/number"},
        "chain": {"type": "string"},
        "quantity": {"$ref": "#/$defs/number"},
        "entry": {"$ref": "#/$defs/number"},
        "unrealised": {"$ref": "#/$defs/number"},
        "funding": {"$ref": "#/$defs/number"},
        "volatility": {"$ref": "#/$defs/number"},
        "group": {"type": "string"}
      }
    }
  }
}
)schema";
}

}  // namespace ballast::portfolio
