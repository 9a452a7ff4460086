// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.samples.springai;

import java.time.LocalTime;
import java.time.ZoneId;

import org.springframework.ai.tool.annotation.Tool;
import org.springframework.stereotype.Component;

@Component
class Clock {

	@Tool(description = "Tells the time in a zone such as Europe/Lisbon")
	String time(String zone) {
		return LocalTime.now(ZoneId.of(zone)).toString();
	}

}
