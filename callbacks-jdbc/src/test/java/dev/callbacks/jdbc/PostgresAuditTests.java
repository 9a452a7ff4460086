// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

/**
 * The rows of runs in PostgreSQL.
 */
class PostgresAuditTests extends AbstractAuditTests {

	@Override
	TestDatabase database() {
		return Postgres.database();
	}

}
