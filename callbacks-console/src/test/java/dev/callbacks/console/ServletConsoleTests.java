// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import org.springframework.boot.WebApplicationType;

/**
 * The console in a servlet container.
 */
class ServletConsoleTests extends AbstractConsoleTests {

	ServletConsoleTests() {
		super(WebApplicationType.SERVLET);
	}

}
