// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.samples.langchain4j;

import java.time.LocalTime;
import java.time.ZoneId;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;

class Clock {

	@Tool("Tells the time in a zone such as Europe/Lisbon")
	String time(@P("zone") String zone) {
		return LocalTime.now(ZoneId.of(zone)).toString();
	}

}
