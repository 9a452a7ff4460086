// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

/**
 * The chain in PostgreSQL.
 */
class PostgresChainTests extends AbstractChainTests {

	private static TestDatabase shared;

	@Override
	TestDatabase database() {
		shared = (shared != null) ? shared : Postgres.database();
		return shared;
	}

}
