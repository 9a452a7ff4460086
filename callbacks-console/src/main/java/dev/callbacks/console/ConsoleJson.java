// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON that the page gets, whatever the application has set for its own: without what
 * is empty, and of ASCII characters only, so that no charset matters.
 */
final class ConsoleJson {

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.enable(JsonWriteFeature.ESCAPE_NON_ASCII)
		.changeDefaultPropertyInclusion((inclusion) -> inclusion.withValueInclusion(Include.NON_EMPTY))
		.build();

	private ConsoleJson() {
	}

	static String of(Object value) {
		return MAPPER.writeValueAsString(value);
	}

}
