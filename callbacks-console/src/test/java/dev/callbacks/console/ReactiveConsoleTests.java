// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import org.springframework.boot.WebApplicationType;

/**
 * The console in a reactive web server.
 */
class ReactiveConsoleTests extends AbstractConsoleTests {

	ReactiveConsoleTests() {
		super(WebApplicationType.REACTIVE);
	}

}
