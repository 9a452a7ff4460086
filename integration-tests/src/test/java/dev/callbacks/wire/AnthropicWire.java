// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * Messages of Anthropic.
 */
final class AnthropicWire implements Wire {

	private static String frame(String type, String rest) {
		return "event: " + type + "\ndata: {\"type\":\"" + type + "\"" + rest + "}\n\n";
	}

	private static String message(String content, String reason, int output) {
		return "\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"fake-claude\",\"content\":["
				+ content + "],\"stop_reason\":" + reason + ",\"stop_sequence\":null,\"usage\":{\"input_tokens\":"
				+ INPUT_TOKENS + ",\"output_tokens\":" + output + "}";
	}

	@Override
	public List<String> begin() {
		return List.of(frame("message_start", ",\"message\":{" + message("", "null", 1) + "}"),
				frame("content_block_start", ",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}"));
	}

	@Override
	public String token(String text) {
		return frame("content_block_delta",
				",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":" + Wire.quoted(text) + "}");
	}

	@Override
	public List<String> calls(List<Script.Call> calls) {
		List<String> frames = new ArrayList<>();
		for (int i = 0; i < calls.size(); i++) {
			Script.Call call = calls.get(i);
			String index = ",\"index\":" + (i + 1);
			frames.add(frame("content_block_start", index + ",\"content_block\":{\"type\":\"tool_use\",\"id\":\""
					+ call.id() + "\",\"name\":\"" + call.name() + "\",\"input\":{}}"));
			frames
				.add(frame("content_block_delta", index + ",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":"
						+ Wire.quoted(call.arguments()) + "}"));
			frames.add(frame("content_block_stop", index));
		}
		return frames;
	}

	@Override
	public List<String> end(Script script) {
		return List.of(frame("content_block_stop", ",\"index\":0"),
				frame("message_delta", ",\"delta\":{\"stop_reason\":" + reason(script)
						+ ",\"stop_sequence\":null},\"usage\":{\"output_tokens\":" + Wire.outputTokens(script) + "}"),
				frame("message_stop", ""));
	}

	private static String reason(Script script) {
		return script.calls().isEmpty() ? "\"end_turn\"" : "\"tool_use\"";
	}

	@Override
	public String error() {
		return frame("error", ",\"error\":{\"type\":\"overloaded_error\",\"message\":\"boom\"}");
	}

	@Override
	public String malformed() {
		return "event: content_block_delta\ndata: {\"type\":\n\n";
	}

	@Override
	public String whole(Script script) {
		List<String> content = new ArrayList<>();
		if (!script.tokens().isEmpty()) {
			content.add("{\"type\":\"text\",\"text\":" + Wire.quoted(script.text()) + "}");
		}
		script.calls()
			.forEach((call) -> content.add("{\"type\":\"tool_use\",\"id\":\"" + call.id() + "\",\"name\":\""
					+ call.name() + "\",\"input\":" + call.arguments() + "}"));
		return "{" + message(String.join(",", content), reason(script), Wire.outputTokens(script)) + "}";
	}

	@Override
	public String failure(int status) {
		return "{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"refused with " + status + "\"}}";
	}

}
