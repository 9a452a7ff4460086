// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.sql.BatchUpdateException;
import java.sql.SQLException;

import org.junit.jupiter.api.Test;

import org.springframework.dao.DataIntegrityViolationException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The text of the log for a failure.
 */
class FailureTextTests {

	@Test
	void refusalIsToldByItsState() {
		SQLException root = new SQLException("Failing row contains (secret)", "23514", 7);
		SQLException batch = new BatchUpdateException("Batch entry 0 insert (secret)", "23514", new int[0], root);
		batch.setNextException(root);
		assertThat(FailureText.of(new DataIntegrityViolationException("secret", batch)))
			.isEqualTo("DataIntegrityViolationException, SQLException with SQLState 23514 and code 7");
	}

	@Test
	void otherFailureIsToldByItsPlace() {
		assertThat(FailureText.of(new RuntimeException("secret", new IllegalStateException("secret"))))
			.startsWith("RuntimeException, IllegalStateException at dev.callbacks.jdbc.FailureTextTests.")
			.doesNotContain("secret");
	}

	@Test
	void circleOfCausesHasAnEnd() {
		SQLException one = new SQLException("one", "08006");
		RuntimeException other = new RuntimeException("other", one);
		one.initCause(other);
		assertThat(FailureText.of(other)).isEqualTo("RuntimeException, SQLException with SQLState 08006 and code 0");
	}

}
