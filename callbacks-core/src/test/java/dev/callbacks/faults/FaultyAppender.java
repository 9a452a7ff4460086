// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.faults;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.slf4j.LoggerFactory;

/**
 * Takes what the library logs, and goes wrong where it is told of the failure of a cell's
 * handler.
 */
final class FaultyAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

	/** The library's, and Reactor's, which tells of what is dropped. */
	private static final List<Logger> LOGGERS = List.of((Logger) LoggerFactory.getLogger("dev.callbacks"),
			(Logger) LoggerFactory.getLogger("reactor"));

	private final Map<String, World> worlds = new ConcurrentHashMap<>();

	static FaultyAppender install() {
		FaultyAppender appender = new FaultyAppender();
		appender.setContext(LOGGERS.get(0).getLoggerContext());
		appender.start();
		for (Logger logger : LOGGERS) {
			logger.addAppender(appender);
			logger.setAdditive(false);
		}
		return appender;
	}

	void uninstall() {
		for (Logger logger : LOGGERS) {
			logger.setAdditive(true);
			logger.detachAppender((Appender<ILoggingEvent>) this);
		}
	}

	void add(World world) {
		this.worlds.put(world.cell.name(), world);
	}

	void remove(World world) {
		this.worlds.remove(world.cell.name());
	}

	@Override
	public void doAppend(ILoggingEvent event) {
		if (event.getThrowableProxy() == null || event.getThrowableProxy().getMessage() == null) {
			return;
		}
		World world = this.worlds.get(event.getThrowableProxy().getMessage());
		if (world != null && world.trigger().isDue(Place.LOGGER_APPENDER, world.cell.moment())) {
			world.trigger().act();
		}
	}

	@Override
	protected void append(ILoggingEvent event) {
	}

}
