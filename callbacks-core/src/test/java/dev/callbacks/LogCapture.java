// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.util.List;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps what a class logs.
 */
public final class LogCapture implements AutoCloseable {

	private final Logger logger;

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	private LogCapture(Logger logger) {
		this.logger = logger;
		this.appender.start();
		logger.addAppender(this.appender);
		logger.setAdditive(false);
	}

	public static LogCapture of(Class<?> type) {
		return new LogCapture((Logger) LoggerFactory.getLogger(type));
	}

	public List<ILoggingEvent> events() {
		return List.copyOf(this.appender.list);
	}

	public ILoggingEvent only() {
		assertThat(events()).hasSize(1);
		return events().get(0);
	}

	@Override
	public void close() {
		this.logger.detachAppender(this.appender);
		this.logger.setAdditive(true);
	}

}
