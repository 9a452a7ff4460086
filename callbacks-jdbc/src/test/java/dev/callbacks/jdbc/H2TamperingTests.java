// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

/**
 * Random changes of an audit in H2.
 */
class H2TamperingTests extends AbstractTamperingTests {

	@Override
	TestDatabase database() {
		return TestDatabase.h2();
	}

}
