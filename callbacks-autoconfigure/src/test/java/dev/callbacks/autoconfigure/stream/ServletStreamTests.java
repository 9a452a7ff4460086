// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import org.springframework.boot.WebApplicationType;

/**
 * Streams in a servlet container.
 */
class ServletStreamTests extends AbstractStreamTests {

	ServletStreamTests() {
		super(WebApplicationType.SERVLET);
	}

}
