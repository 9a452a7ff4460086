// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Chat completions of OpenAI.
 */
class OpenAiWire implements Wire {

	private static final String HEAD = "\"id\":\"chatcmpl-1\",\"created\":1700000000,\"model\":\"fake-gpt\"";

	private static String chunk(String choices, String rest) {
		return "data: {" + HEAD + ",\"object\":\"chat.completion.chunk\",\"choices\":[" + choices + "]" + rest
				+ "}\n\n";
	}

	private static String delta(String delta, String reason) {
		return chunk("{\"index\":0,\"delta\":{" + delta + "},\"finish_reason\":" + reason + "}", "");
	}

	@Override
	public List<String> begin() {
		return List.of(delta("\"role\":\"assistant\",\"content\":\"\"", "null"));
	}

	@Override
	public String token(String text) {
		return delta("\"content\":" + Wire.quoted(text), "null");
	}

	@Override
	public List<String> calls(List<Script.Call> calls) {
		List<String> frames = new ArrayList<>();
		for (int i = 0; i < calls.size(); i++) {
			Script.Call call = calls.get(i);
			frames.add(delta("\"tool_calls\":[{\"index\":" + i + ",\"id\":\"" + call.id()
					+ "\",\"type\":\"function\",\"function\":{\"name\":\"" + call.name() + "\",\"arguments\":\"\"}}]",
					"null"));
			frames.add(delta("\"tool_calls\":[{\"index\":" + i + ",\"function\":{\"arguments\":"
					+ Wire.quoted(call.arguments()) + "}}]", "null"));
		}
		return frames;
	}

	@Override
	public List<String> end(Script script) {
		return List.of(delta("", reason(script)), chunk("", ",\"usage\":" + usage(script)), "data: [DONE]\n\n");
	}

	private static String reason(Script script) {
		return script.calls().isEmpty() ? "\"stop\"" : "\"tool_calls\"";
	}

	private static String usage(Script script) {
		int output = Wire.outputTokens(script);
		return "{\"prompt_tokens\":" + INPUT_TOKENS + ",\"completion_tokens\":" + output + ",\"total_tokens\":"
				+ (INPUT_TOKENS + output) + "}";
	}

	@Override
	public String error() {
		return "data: {\"error\":{\"message\":\"boom\",\"type\":\"server_error\",\"param\":null,\"code\":null}}\n\n";
	}

	@Override
	public String malformed() {
		return "data: {\"id\":\n\n";
	}

	@Override
	public String whole(Script script) {
		String calls = "";
		if (!script.calls().isEmpty()) {
			calls = ",\"tool_calls\":" + script.calls()
				.stream()
				.map((call) -> "{\"id\":\"" + call.id() + "\",\"type\":\"function\",\"function\":{\"name\":\""
						+ call.name() + "\",\"arguments\":" + Wire.quoted(call.arguments()) + "}}")
				.collect(Collectors.joining(",", "[", "]"));
		}
		return "{" + HEAD
				+ ",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
				+ Wire.quoted(script.text()) + calls + "},\"finish_reason\":" + reason(script)
				+ ",\"logprobs\":null}],\"usage\":" + usage(script) + "}";
	}

	@Override
	public String failure(int status) {
		return "{\"error\":{\"message\":\"refused with " + status
				+ "\",\"type\":\"server_error\",\"param\":null,\"code\":null}}";
	}

}
