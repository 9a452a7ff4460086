// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.io.File;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import javax.sql.DataSource;

import dev.callbacks.CallbackManager;
import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;
import dev.callbacks.spi.ContentRedactor;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;

/**
 * Auto-configuration of the audit, in an application that has a {@link DataSource}. A
 * child context has the audit of its parent, whose manager it shares.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { CallbacksAutoConfiguration.class, DataSourceAutoConfiguration.class })
@ConditionalOnBean({ CallbackManager.class, DataSource.class })
@ConditionalOnMissingBean(AuditHandler.class)
@ConditionalOnBooleanProperty(name = { "callbacks.enabled", "callbacks.audit.enabled" }, matchIfMissing = true)
@EnableConfigurationProperties(AuditProperties.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
public final class CallbacksJdbcAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	AuditSchemaInitializer callbackAuditSchemaInitializer(ObjectProvider<DataSource> dataSource,
			@AuditDataSource ObjectProvider<DataSource> auditDataSource, AuditProperties properties,
			ResourceLoader resources) {
		return new AuditSchemaInitializer(auditDataSource.getIfAvailable(dataSource::getObject), properties, resources);
	}

	@Bean
	AuditAccounts callbackAuditAccounts() {
		return new AuditAccounts();
	}

	@Bean
	EventBuffer callbackAuditBuffer(AuditProperties properties, AuditAccounts accounts) {
		return new EventBuffer(properties.bufferSize(), accounts);
	}

	@Bean
	AuditHandler callbackAuditHandler(EventBuffer buffer) {
		return new AuditHandler(buffer);
	}

	@Bean
	RowFactory.Process callbackAuditProcess(AuditProperties properties, Environment environment) {
		String instance = (properties.instance() != null) ? properties.instance()
				: applicationName(environment) + "@" + hostName();
		return new RowFactory.Process(instance, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
	}

	private static String applicationName(Environment environment) {
		return environment.getProperty("spring.application.name", "application");
	}

	private static String hostName() {
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "localhost";
		}
	}

	@Bean
	RowFactory callbackAuditRows(RowFactory.Process process, AuditProperties properties) {
		return new RowFactory(process, properties.content(), properties.userKeys(), properties.conversationKeys());
	}

	@Bean
	@DependsOnDatabaseInitialization
	AuditDatabase callbackAuditDatabase(ObjectProvider<DataSource> dataSource,
			@AuditDataSource ObjectProvider<DataSource> auditDataSource, AuditProperties properties) {
		return new AuditDatabase(auditDataSource.getIfAvailable(dataSource::getObject), properties.writeTimeout());
	}

	@Bean
	AuditStore callbackAuditStore(AuditDatabase database, RowFactory.Process process, AuditProperties properties) {
		return new AuditStore(database, process, properties.lease(), properties.chain().chainKey());
	}

	@Bean
	AuditLifecycle callbackAuditLifecycle(AuditStore store, AuditDatabase database, RowFactory.Process process,
			RowFactory rows, EventBuffer buffer, AuditAccounts accounts, AuditProperties properties,
			Environment environment) {
		Retention retention = (properties.retention() != null)
				? new Retention(database, properties.retention(), properties.chain().chainKey()) : null;
		Path headFile = (properties.chain().headFile() != null) ? Path.of(properties.chain().headFile()) : null;
		WriterLoop loop = new WriterLoop(store, new Housekeeping(store, properties.lease(), retention),
				new HeadExport(process, headFile, properties.chain().exportInterval()), accounts,
				properties.batchSize(), properties.retryInterval());
		return new AuditLifecycle(buffer, new RowCollector(buffer, rows), loop, accounts, properties,
				spoolDirectory(properties.spool().directory(), environment));
	}

	@Bean
	@ConditionalOnMissingBean
	AuditRepository callbackAuditRepository(AuditDatabase database) {
		return new AuditRepository(database.jdbc());
	}

	private static Path spoolDirectory(@Nullable String configured, Environment environment) {
		if (configured != null) {
			return Path.of(configured);
		}
		String name = applicationName(environment).replaceAll("[^\\w.-]", "_");
		return Path.of(System.getProperty("java.io.tmpdir") + File.separator + "callbacks-audit-" + name);
	}

	/**
	 * The meters, if there is a registry.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	@ConditionalOnBooleanProperty(name = "callbacks.metrics.enabled", matchIfMissing = true)
	static class MetricsConfiguration {

		@Bean
		AuditMetrics callbackAuditMetrics(AuditAccounts accounts, AuditLifecycle lifecycle) {
			return new AuditMetrics(accounts, lifecycle);
		}

	}

	/**
	 * The endpoint, if it is available.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
	@ConditionalOnAvailableEndpoint(AuditEndpoint.class)
	@EnableConfigurationProperties(AuditEndpointProperties.class)
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnMissingBean
		AuditEndpoint callbackAuditEndpoint(RowFactory.Process process, AuditAccounts accounts,
				AuditLifecycle lifecycle, AuditStore store, AuditRepository repository) {
			return new AuditEndpoint(process, accounts, lifecycle, store, repository);
		}

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
		AuditEndpointWebExtension callbackAuditEndpointWebExtension(AuditEndpoint endpoint,
				AuditEndpointProperties properties, ObjectProvider<ContentRedactor> redactors,
				ObjectProvider<SanitizingFunction> sanitizingFunctions) {
			return new AuditEndpointWebExtension(endpoint, properties,
					ContentRedactor.all(redactors.orderedStream().toList()),
					new Sanitizer(sanitizingFunctions.orderedStream().toList()));
		}

	}

}
