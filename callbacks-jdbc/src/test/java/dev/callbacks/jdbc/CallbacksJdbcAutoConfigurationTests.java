// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import dev.callbacks.CallbackManager;
import dev.callbacks.autoconfigure.CallbackConfigurationException;
import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;
import dev.callbacks.autoconfigure.handler.CallbacksHandlerAutoConfiguration;
import dev.callbacks.autoconfigure.operation.Content;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.jdbc.AuditedRunDescriptor.PageDescriptor;
import dev.callbacks.spi.ContentRedactor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;

class CallbacksJdbcAutoConfigurationTests {

	@TempDir
	Path spool;

	private ApplicationContextRunner runner;

	@BeforeEach
	void createRunner() {
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(CallbacksAutoConfiguration.class,
					CallbacksHandlerAutoConfiguration.class, CallbacksJdbcAutoConfiguration.class))
			.withPropertyValues("callbacks.audit.spool.directory=" + this.spool, "callbacks.audit.flush-interval=10ms");
	}

	private static DataSource dataSource() {
		return new SingleConnectionDataSource("jdbc:h2:mem:" + UUID.randomUUID(), "sa", "", true);
	}

	@Test
	void withoutADataSourceThereIsNoAudit() {
		this.runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(AuditHandler.class));
	}

	@Test
	void theAuditIsSwitchedOffByItsProperty() {
		this.runner.withBean(DataSource.class, CallbacksJdbcAutoConfigurationTests::dataSource)
			.withPropertyValues("callbacks.audit.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(AuditHandler.class));
	}

	@Test
	void anEmbeddedDatabaseGetsTheTables() {
		this.runner.withBean(DataSource.class, CallbacksJdbcAutoConfigurationTests::dataSource)
			.run((context) -> assertThat(
					new JdbcTemplate(context.getBean(DataSource.class)).queryForList("select * from callbacks_audit"))
				.isEmpty());
	}

	@Test
	void childContextHasTheAuditOfItsParent() {
		this.runner.withBean(DataSource.class, CallbacksJdbcAutoConfigurationTests::dataSource)
			.run((parent) -> this.runner.withParent(parent).run((child) -> {
				child.getBean(CallbackManager.class).chain("job").call(() -> "done");
				assertThat(child.getBeansOfType(AuditHandler.class)).isEmpty();
				assertThat(parent.getBean(CallbackDispatcher.class).handlers()).hasSize(1);
			}));
	}

	@Test
	void theQualifiedDataSourceIsUsed() {
		this.runner
			.withBean("main", DataSource.class, CallbacksJdbcAutoConfigurationTests::dataSource,
					(definition) -> definition.setPrimary(true))
			.withBean("audit", DataSource.class, CallbacksJdbcAutoConfigurationTests::dataSource,
					(definition) -> ((org.springframework.beans.factory.support.AbstractBeanDefinition) definition)
						.addQualifier(new org.springframework.beans.factory.support.AutowireCandidateQualifier(
								AuditDataSource.class)))
			.run((context) -> {
				JdbcTemplate jdbc = new JdbcTemplate(context.getBean("audit", DataSource.class));
				assertThat(jdbc.queryForList("select * from callbacks_audit")).isEmpty();
				assertThat(context.getBean(AuditDatabase.class).jdbc().getDataSource())
					.isSameAs(context.getBean("audit"));
			});
	}

	@Test
	void qualifiedDataSourceIsUsedAlsoIfNoneIsPrimary() {
		this.runner.withUserConfiguration(TwoDataSources.class)
			.run((context) -> assertThat(context.getBean(AuditDatabase.class).jdbc().getDataSource())
				.isSameAs(context.getBean("audit")));
	}

	@Test
	void aBadPropertyIsExplained() {
		this.runner.withBean(DataSource.class, CallbacksJdbcAutoConfigurationTests::dataSource)
			.withPropertyValues("callbacks.audit.batch-size=0")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(CallbackConfigurationException.class)
				.hasMessage("The property 'callbacks.audit.batch-size' must be between 1 and 10000, but is 0"));
	}

	@Test
	void databaseWithoutScriptIsExplained() {
		this.runner.withBean(DataSource.class, CallbacksJdbcAutoConfigurationTests::dataSource)
			.withPropertyValues("callbacks.audit.platform=hsqldb")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(CallbackConfigurationException.class, (failure) -> {
					assertThat(failure).hasMessage("There is no script that creates the tables of the audit: "
							+ "classpath:dev/callbacks/jdbc/hsqldb/V1__callbacks_audit.sql");
					assertThat(failure.action()).contains("'callbacks.audit.enabled'",
							"'callbacks.audit.initialize-schema'");
				}));
	}

	@ParameterizedTest
	@CsvSource({ "write-timeout, 36500d, 1d", "write-timeout, 25d, 1d", "lease, 36501d, 36500d",
			"retention, 36501d, 36500d", "flush-interval, 36501d, 36500d", "retry-interval, 36501d, 36500d",
			"shutdown-timeout, 36501d, 36500d", "chain.export-interval, 36501d, 36500d" })
	void timeThatIsTooLongIsExplained(String property, String value, String most) {
		this.runner.withBean(DataSource.class, CallbacksJdbcAutoConfigurationTests::dataSource)
			.withPropertyValues("callbacks.audit." + property + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(CallbackConfigurationException.class)
				.hasMessageStartingWith("The property 'callbacks.audit." + property + "' must be at most " + most));
	}

	@Test
	void longestTimesWork() {
		this.runner.withBean(DataSource.class, CallbacksJdbcAutoConfigurationTests::dataSource)
			.withPropertyValues("callbacks.audit.write-timeout=1d", "callbacks.audit.lease=36499d",
					"callbacks.audit.retention=36500d", "callbacks.audit.retry-interval=36500d",
					"callbacks.audit.chain.export-interval=36500d")
			.run((context) -> {
				context.getBean(dev.callbacks.CallbackManager.class).chain("one").run(() -> {
				});
				AuditApplication.await(() -> context.getBean(AuditAccounts.class).written() == 2);
			});
	}

	@Test
	void metersAndTheEndpointTellTheAccounts() {
		this.runner.withBean(DataSource.class, CallbacksJdbcAutoConfigurationTests::dataSource)
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withPropertyValues("management.endpoints.web.exposure.include=callbacksaudit")
			.run((context) -> {
				context.getBean(dev.callbacks.CallbackManager.class).chain("one").metadata("user_id", "ada").run(() -> {
				});
				AuditAccounts accounts = context.getBean(AuditAccounts.class);
				AuditApplication.await(() -> accounts.written() == 2);
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				context.getBean(AuditMetrics.class).bindTo(registry);
				assertThat(registry.get("callbacks.audit.written").functionCounter().count()).isEqualTo(2);
				assertThat(registry.get("callbacks.audit.lost").tag("reason", "refused").functionCounter().count())
					.isZero();
				AuditEndpoint endpoint = context.getBean(AuditEndpoint.class);
				assertThat(endpoint.audit().written()).isEqualTo(2);
				PageDescriptor page = (PageDescriptor) endpoint.find("runs", null, "ada", null, null, null, null, null);
				assertThat(page).isNotNull();
				assertThat(page.runs()).extracting(AuditedRunDescriptor::name, AuditedRunDescriptor::user)
					.containsExactly(org.assertj.core.api.Assertions.tuple("one", null));
				Content shown = new Content(ContentRedactor.all(List.of()), new Sanitizer(List.of()));
				AuditedRunDescriptor run = (AuditedRunDescriptor) endpoint.run("runs", page.runs().get(0).id(), shown);
				assertThat(run).isNotNull();
				assertThat(run.user()).isEqualTo("ada");
				assertThat(endpoint.run("runs", UUID.randomUUID())).isNull();
				assertThat(endpoint.find("other", null, null, null, null, null, null, null)).isNull();
			});
	}

	@Test
	void aFullBufferLosesRecordsAndCountsThem() {
		AuditAccounts accounts = new AuditAccounts();
		EventBuffer buffer = new EventBuffer(1, accounts);
		AuditHandler handler = new AuditHandler(buffer);
		dev.callbacks.event.RunInfo run = new dev.callbacks.event.RunInfo(UUID.randomUUID(), null, List.of(),
				dev.callbacks.event.RunKind.CHAIN, "one", List.of(), Map.of(), java.time.Instant.now());
		handler.onEvent(new dev.callbacks.event.ChainStart(run, 0, Map.of()));
		handler.onEvent(new dev.callbacks.event.ChainEnd(run, 1, null));
		assertThat(accounts.lost(AuditAccounts.Loss.BUFFER_FULL)).isOne();
		assertThat(buffer.drain()).hasSize(1);
	}

	@Test
	void retentionRemovesOldRows() {
		this.runner.withBean(DataSource.class, CallbacksJdbcAutoConfigurationTests::dataSource)
			.withPropertyValues("callbacks.audit.lease=200ms", "callbacks.audit.retention=" + Duration.ofDays(30))
			.run((context) -> {
				JdbcTemplate jdbc = context.getBean(AuditDatabase.class).jdbc();
				AuditStore store = new AuditStore(context.getBean(AuditDatabase.class),
						new RowFactory.Process("old", 7), Duration.ofSeconds(1), null);
				store.write(TestRows.overlapping(new RowFactory.Process("old", 7), 0, 10));
				AuditApplication.await(() -> Set.of(0L)
					.contains(jdbc.queryForObject("select count(*) from callbacks_audit where epoch = 7", Long.class)));
			});
	}

	@Test
	void everyMeterIsDocumentedAndEveryDocumentedMeterIsThere() throws IOException {
		String page = Files.readString(Path.of("../docs/metrics.md"));
		Set<String> documented = Pattern.compile("`(callbacks\\.audit\\.[a-z.]+)`")
			.matcher(page)
			.results()
			.map((name) -> name.group(1))
			.collect(Collectors.toSet());
		this.runner.withBean(DataSource.class, CallbacksJdbcAutoConfigurationTests::dataSource)
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				context.getBean(AuditMetrics.class).bindTo(registry);
				assertThat(registry.getMeters()).extracting((meter) -> meter.getId().getName())
					.hasSameElementsAs(documented);
			});
	}

	@Test
	void everyPropertyIsDocumented() throws IOException, JSONException {
		String documents = Files.readString(Path.of("../docs/properties.md"));
		try (InputStream metadata = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			assertThat(metadata).isNotNull();
			JSONArray properties = new JSONObject(new String(metadata.readAllBytes(), StandardCharsets.UTF_8))
				.getJSONArray("properties");
			assertThat(properties.length()).isGreaterThan(20);
			for (int i = 0; i < properties.length(); i++) {
				assertThat(documents).contains("`" + properties.getJSONObject(i).getString("name") + "`")
					.contains(properties.getJSONObject(i).getString("description"));
			}
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoDataSources {

		@Bean
		DataSource orders() {
			return dataSource();
		}

		@Bean
		@AuditDataSource
		DataSource audit() {
			return dataSource();
		}

	}

}
