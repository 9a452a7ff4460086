// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

/**
 * The chain in H2.
 */
class H2ChainTests extends AbstractChainTests {

	@Override
	TestDatabase database() {
		return TestDatabase.h2();
	}

}
