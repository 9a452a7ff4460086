// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

import dev.callbacks.CallbackManager;
import dev.callbacks.chat.CallbackChatModel;
import org.awaitility.Awaitility;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * An application with an audit.
 */
final class AuditApplication implements AutoCloseable {

	static final String KEY = "a key of a chain for tests, long enough";

	private final ConfigurableApplicationContext context;

	private AuditApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static AuditApplication start(TestDatabase database, Path spool, String... properties) {
		return start(Application.class, database, spool, properties);
	}

	static AuditApplication start(Class<?> configuration, TestDatabase database, Path spool, String... properties) {
		List<String> all = new ArrayList<>(List.of("spring.main.banner-mode=off",
				"spring.datasource.url=" + database.url(), "spring.datasource.username=" + database.user(),
				"spring.datasource.hikari.connection-timeout=1000", "spring.datasource.hikari.maximum-pool-size=3",
				"spring.jmx.enabled=false", "callbacks.audit.initialize-schema=always",
				"callbacks.audit.flush-interval=10ms", "callbacks.audit.retry-interval=50ms",
				"callbacks.audit.spool.directory=" + spool));
		all.addAll(List.of(properties));
		return new AuditApplication(new SpringApplicationBuilder(configuration).web(WebApplicationType.NONE)
			.properties(all.toArray(String[]::new))
			.run());
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	CallbackManager manager() {
		return bean(CallbackManager.class);
	}

	CallbackChatModel chatModel() {
		return bean(CallbackChatModel.class);
	}

	JdbcTemplate jdbc() {
		return bean(JdbcTemplate.class);
	}

	AuditAccounts accounts() {
		return bean(AuditAccounts.class);
	}

	void runs(int count) {
		for (int i = 0; i < count; i++) {
			manager().chain("run " + i).run(() -> {
			});
		}
	}

	/**
	 * Waits until all that was accepted is in the database.
	 */
	void awaitWritten() {
		await(() -> accounts().accepted() == accounts().written() + accounts().lost());
	}

	long count(String condition) {
		Long count = jdbc().queryForObject("select count(*) from callbacks_audit where " + condition, Long.class);
		return (count != null) ? count : 0;
	}

	Map<String, Object> row(String name) {
		return jdbc().queryForMap("select * from callbacks_audit where name = ?", name);
	}

	static void await(BooleanSupplier condition) {
		Awaitility.await().atMost(java.time.Duration.ofSeconds(60)).until(condition::getAsBoolean);
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
